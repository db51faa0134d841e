# The rows of Fitabase files (Id,Time,Value), as user, seconds since 1970 and heart rate. It shares nothing with the importers.

function days(year, month, day,    m, y, century) {
  y = month <= 2 ? year - 1 : year
  m = month <= 2 ? month + 9 : month - 3
  century = int(y / 100)
  return int(146097 * century / 4) + int(1461 * (y % 100) / 4) + int((153 * m + 2) / 5) + day - 719469
}

BEGIN { FS = "[,\r]" }

FNR > 1 && NF >= 3 {
  split($2, parts, " ")
  split(parts[1], date, "/")
  split(parts[2], time, ":")
  hour = time[1] % 12 + (parts[3] == "PM" ? 12 : 0)
  if ($3 < 20 || $3 > 300) next
  printf "%s %.0f %d\n", $1, days(date[3], date[1], date[2]) * 86400 + hour * 3600 + time[2] * 60 + time[3], $3
}
