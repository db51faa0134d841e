/** Given and family names that go together; given names of no gender serve everybody. */
export interface NamePool {
  readonly male: readonly string[];
  readonly female: readonly string[];
  readonly family: readonly string[];
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** Common names of several regions; no list stands for real people. */
export const NAME_POOLS: readonly NamePool[] = [
  {
    male: words('James Oliver William Henry Thomas George Daniel Samuel Ethan Benjamin Lucas Noah'),
    female: words('Emma Charlotte Amelia Grace Sophie Emily Hannah Lucy Alice Olivia Chloe Ruby'),
    family: words('Smith Jones Taylor Brown Wilson Evans Walker Wright Harris Clarke Cooper Murphy O’Brien Campbell'),
  },
  {
    male: words('Lukas Jonas Felix Maximilian Leon Paul Matthias Jürgen Stefan Tobias Finn Moritz'),
    female: words('Anna Lena Marie Katharina Sabine Greta Johanna Clara Heike Julia Leonie Frieda'),
    family: words('Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Hoffmann Schäfer Koch Vogel'),
  },
  {
    male: words('Mateo Diego Javier Carlos Andrés Luis Miguel Rafael Pablo João Thiago Sergio'),
    female: words('Sofía Valentina Camila Lucía María Isabel Carmen Elena Gabriela Beatriz Ana Paula'),
    family: words('García Rodríguez Martínez López González Pérez Sánchez Ramírez Silva Santos Pereira Torres'),
  },
  {
    male: words('Aarav Arjun Vikram Rohan Rahul Imran Sanjay Aditya Karthik Farhan Nikhil Dev'),
    female: words('Priya Ananya Aisha Kavya Meera Lakshmi Neha Fatima Divya Sana Pooja Ishita'),
    family: words('Sharma Patel Singh Kumar Gupta Khan Reddy Iyer Nair Das Mehta Ahmed'),
  },
  {
    male: words('Wei Hao Jun Ming Haruto Ren Kenji Takumi Minjun Jihoon Anh Bao'),
    female: words('Mei Xiu Yan Lan Yui Sakura Aiko Hana Soyeon Jiwoo Linh Thu'),
    family: words('Wang Li Zhang Chen Liu Sato Suzuki Tanaka Kim Park Nguyen Tran'),
  },
  {
    male: words('Kwame Chinedu Tunde Sipho Kofi Amadou Juma Emeka Tendai Moussa Abebe Bongani'),
    female: words('Amara Ngozi Zanele Akua Fatou Wanjiru Adaeze Thandiwe Aminata Makena Abena Selam'),
    family: words('Okafor Mensah Dlamini Diallo Mwangi Adeyemi Nkosi Traoré Kamau Owusu Moyo Tesfaye'),
  },
  {
    male: words('Ahmed Omar Yusuf Khalid Hassan Ali Mehmet Emre Reza Tarek Ibrahim Karim'),
    female: words('Layla Mariam Noor Yasmin Zeynep Elif Salma Leila Amina Rania Shirin Huda'),
    family: words('Hassan Ibrahim Mansour Haddad Yılmaz Demir Hosseini Nasser Aziz Farouk Kaya Saleh'),
  },
  {
    male: words('Jan Piotr Marek Tomasz Ivan Dmitri Andriy Pavel Milan Luka Nikola Jakub'),
    female: words('Zofia Katarzyna Olena Natalia Irina Tereza Jana Ivana Milica Ewa Daria Petra'),
    family: words('Nowak Kowalczyk Novák Dvořák Horvat Petrov Shevchenko Ivanov Jovanović Zieliński Kovač Bondar'),
  },
];
