# The episodes of a rule (docs/semantics.md#alarms) in rows of user, seconds and heart rate, in order of user and time: user, when it
# began, when it was due, and when it was over, or "-". Of rows with one key the last counts. A time in minutes is in seconds here.
#
# -v type=sustained|average|hour|silence, limit, endLimit, forSeconds, windowSeconds, minReadings, maxGap

function episode(end) { print user, from, due, end; isOpen = 0 }

# A reading, once it is known that none of the same key follows.
function take(at, value) {
  if (type == "silence") {
    if (count > 0 && at > last + forSeconds) print user, last, last + forSeconds, at
    count = 1
  } else if (type == "sustained") {
    if (isOpen) { if (value <= endLimit) episode(at) }
    else if (value <= limit) count = 0
    else {
      if (count > 0 && at - last > maxGap) count = 0
      if (count == 0) from = at
      count++
      if (at - from >= forSeconds && count >= minReadings) { isOpen = 1; due = at; count = 0 }
    }
  } else if (type == "average") {
    times[++top] = at; values[top] = value; sum += value
    while (times[bottom + 1] <= at - windowSeconds) { bottom++; sum -= values[bottom]; delete times[bottom]; delete values[bottom] }
    count = top - bottom
    if (count >= minReadings) {
      if (!isOpen && sum > limit * count) { isOpen = 1; from = due = at }
      else if (isOpen && sum <= endLimit * count) episode(at)
    }
  } else if (type == "hour") {
    if (int(at / 3600) != hour) endHour()
    if (count == 0) first = at
    hour = int(at / 3600); count++; sum += value
    if (beyond == "" && count >= minReadings && sum > limit * count) beyond = at
  }
  last = at
}

function endHour() {
  if (count >= minReadings) {
    if (!isOpen && sum > limit * count) { isOpen = 1; from = first; due = beyond }
    else if (isOpen && sum <= endLimit * count) episode(first)
  }
  count = sum = 0; beyond = ""
}

# Silence until now is that until the last reading of all.
function endUser() {
  if (user == "") return
  take(heldAt, heldValue)
  if (type == "hour") endHour()
  if (isOpen) episode("-")
  lastOf[user] = last
}

function begin(name) {
  user = name; count = sum = top = bottom = isOpen = 0; hour = -1; beyond = ""
  split("", times); split("", values)
}

BEGIN { user = ""; CONVFMT = OFMT = "%.0f" }

{
  if ($1 != user) { endUser(); begin($1) }
  else if ($2 != heldAt) take(heldAt, heldValue)
  heldAt = $2 + 0; heldValue = $3 + 0
  if (heldAt > newest) newest = heldAt
}

END {
  endUser()
  if (type == "silence") for (name in lastOf) if (newest > lastOf[name] + forSeconds) print name, lastOf[name], lastOf[name] + forSeconds, "-"
}
