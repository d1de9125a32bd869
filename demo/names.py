"""Word lists for synthetic people: Minangkabau and Javanese names, gala, suku, jorong. No name is taken from a list
of real persons; they are common words combined at random."""

from __future__ import annotations

import numpy as np

MINANG_MEN = """Afrizal Ahmad Aldi Alfian Ali Amrizal Andri Ardi Arman Asrul Azwar Bachtiar Basri Budiman Buyung Dasril
Dasrul Dedi Dodi Edi Efendi Efrizal Eko Erizal Erwin Fadli Fahmi Febri Firdaus Hamdan Hasan Hendri Herman Idris Ilham
Indra Irfan Irwan Ismail Jamaris Jasman Jufri Junaidi Kamal Khairul Lukman Mardi Marlis Masril Mawardi Muhammad Mulyadi
Musliadi Nasril Nazar Nofri Nurdin Rafdi Ramli Rasyid Refdi Ridwan Rinaldi Riswan Roni Rusdi Rusli Safri Sahrul Salman
Samsul Saparudin Suardi Suhaimi Sukri Syafri Syafrizal Syahrial Syamsuar Syarif Taufik Usman Wahyu Yasir Yondri Yulizar
Yusuf Zainal Zakir Zulfahmi Zulkifli""".split()
MINANG_WOMEN = """Afrida Ainun Asmawati Asni Darmawati Dasmawati Delfi Desi Desmawati Elfa Elfira Ermawati Ernawati Eva
Fatimah Fitri Gusnita Halimah Hasnah Hayati Helmi Ida Indrawati Ismawati Jasmaniar Jusma Kartini Khadijah Lasmi Leni
Lisda Mardiana Mariana Marlina Masnah Maya Misbah Mulyani Murni Nazirah Nelmi Nelwati Neneng Netti Nilawati Nofrida
Nur Nuraini Nurbaiti Nurhayati Nurjanah Nurlela Nurma Rahma Rahmawati Raudah Ratna Reni Rika Rina Rosmaniar Rosni
Ruqayah Salmah Samsidar Sarinah Siti Sri Suarni Sumarni Syafni Syamsiar Upik Warni Wati Welmi Wirda Yanti Yarnis Yasni
Yenti Yulia Yuliarni Yurnalis Yusmaniar Zahara Zulbaidah Zuraida""".split()
MINANG_LAST = """Adnan Afandi Akbar Anwar Arifin Azhar Bahar Chaniago Darwis Fauzi Gafar Gani Hadi Hakim Halim Hamid
Hanafi Harun Hidayat Husin Ibrahim Ilyas Iskandar Jamil Kahar Karim Latif Mahmud Mansur Marzuki Muis Muslim Mustafa
Nasir Nawir Putra Rahman Rais Rauf Razak Saidi Saleh Salim Syukur Tamrin Umar Wahid Yahya Yakub Yunus Zein""".split()
MINANG_LAST_WOMEN = """Anita Aprilia Azizah Dewi Diana Elvina Erlina Fauziah Gusti Hanum Hasanah Indah Juwita Khairani
Kurnia Laila Lestari Lidya Maharani Marni Mutia Nengsih Novita Oktavia Permata Putri Rahayu Ramadhani Roza Sari
Septina Sovia Suryani Susanti Syafitri Ulfa Utami Wahyuni Widia Wulandari Yati Yetti Yulita Zahra""".split()
JAVANESE_MEN = """Agus Bambang Darmo Daryanto Eko Gimin Giyono Hariyanto Jarwo Joko Kasiman Katimin Kusno Lasimin
Margono Mujiono Ngadimin Ngatno Paijo Parman Ponimin Poniran Purwanto Riyanto Sadiman Sarjono Slamet Sudarno Sugeng
Sugiman Sugiyono Sukarno Sukiman Sumardi Sumarno Sunardi Suparman Suparno Supriyadi Suroso Sutarno Sutrisno Suwarno
Suyanto Tarno Teguh Triyono Tukiman Tukimin Wagimin Wagiyo Waluyo Wardoyo Wasito Wiyono Yatno""".split()
JAVANESE_WOMEN = """Endang Ginem Giyarti Kasinem Katinem Lasmini Lestari Marsini Mujiyem Ngatinah Ngatiyem Painem Parti
Paryati Poniyem Purwanti Rubiyem Sadiyem Sarinem Sartini Saminah Sri Sugiarti Sugiyem Sukarsih Sukini Sulastri Sumarni
Sumiyati Sunarti Suparmi Supriyati Surati Suryati Sutarmi Sutini Suwarti Tarmi Tukinem Tumini Tuminah Wagiyem Wahyuni
Warsini Wartini Wasinah Yatemi Yatinem""".split()
JAVANESE_LAST = """Hadi Harjo Kusumo Martono Mulyono Pranoto Prasetyo Purnomo Raharjo Saputro Santoso Setiawan Sukoco
Susilo Utomo Wibowo Widodo Winarno""".split()
JAVANESE_LAST_WOMEN = """Astuti Handayani Kusumawati Lestari Mulyani Ningsih Pertiwi Puspita Rahayu Rejeki Setyowati
Utami Wahyuni Wijayanti Wulandari Yuliani""".split()
GALA = ["Dt. Rajo", "Dt. Marajo", "Dt. Paduko", "St. Mangkuto", "St. Marajo", "St. Bagindo", "Malin Kayo",
        "Malin Marajo", "Pakiah Sati", "Rajo Alam", "Katik Basa", "Labai Sutan", "Tuanku Mudo"]
SUKU = ["Caniago", "Piliang", "Koto", "Tanjung", "Sikumbang", "Jambak", "Malayu", "Guci", "Bodi", "Panai", "Patopang"]
JORONG = ["Koto", "Pasar", "Subarang", "Tanjung", "Kampung Baru", "Ranah", "Bukik", "Taratak", "Kapalo Koto", "Batang",
          "Simpang", "Guguak", "Sungai", "Pinang", "Padang", "Lubuak", "Ateh", "Baruah"]
JAVANESE_TOWNS = ["Wonogiri", "Boyolali", "Kebumen", "Blitar", "Sragen", "Pacitan"]
NEAR_TOWNS = ["Solok", "Sawahlunto", "Padang", "Dharmasraya", "Batusangkar"]


def _words(rng: np.random.Generator, words: list[str], n: int) -> np.ndarray:
    return np.array(words, dtype=object)[rng.integers(0, len(words), n)]


def _by_origin(rng: np.random.Generator, men: np.ndarray, javanese: np.ndarray, lists: list[list[str]]) -> np.ndarray:
    """One word each from the list of their sex and origin (Minang men, women; Javanese men, women)."""
    drawn = [_words(rng, words, len(men)) for words in lists]
    return np.where(javanese, np.where(men, drawn[2], drawn[3]), np.where(men, drawn[0], drawn[1]))


def draw(rng: np.random.Generator, men: np.ndarray, javanese: np.ndarray, one_word: float, gala: float,
         suku: float) -> np.ndarray:
    """Names for persons given by sex and origin (boolean arrays); the shares are of all, of Minang men and of Minang."""
    n = len(men)
    first = _by_origin(rng, men, javanese, [MINANG_MEN, MINANG_WOMEN, JAVANESE_MEN, JAVANESE_WOMEN])
    last = _by_origin(rng, men, javanese, [MINANG_LAST, MINANG_LAST_WOMEN, JAVANESE_LAST, JAVANESE_LAST_WOMEN])
    middle = _by_origin(rng, men, javanese, [MINANG_MEN, MINANG_WOMEN, JAVANESE_MEN, JAVANESE_WOMEN])
    last = np.where(rng.random(n) < 0.5, last, middle)
    name = np.where(rng.random(n) < one_word, first, first + " " + last)
    name = np.where(~javanese & (rng.random(n) < suku), name + " " + _words(rng, SUKU, n), name)
    return np.where(~javanese & men & (rng.random(n) < gala), name + " " + _words(rng, GALA, n), name)
