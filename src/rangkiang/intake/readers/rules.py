"""What every finding of intake means: its severity, and what to tell the sender in Indonesian and in English.

``{detail}`` is replaced by what the finding is about. The checks of NIK and KK bring their own rules.
"""

from __future__ import annotations

from rangkiang.people import nik
from rangkiang.people.nik import Rule

RULES: dict[str, Rule] = nik.RULES | {
    # rows and sheets
    "row_total": Rule("info", "Baris jumlah, bukan orang.", "A totals row, not a person."),
    "row_footer": Rule(
        "info", "Baris penutup atau tanda tangan, bukan orang.", "A closing or signature row, not a person."
    ),
    "row_column_numbers": Rule("info", "Baris nomor kolom, bukan orang.", "A row of column numbers, not a person."),
    "row_repeated_header": Rule("info", "Judul kolom yang diulang, bukan orang.", "The header repeated, not a person."),
    "row_not_person": Rule(
        "info",
        "Baris ini tidak memuat NIK, nama atau tanggal lahir, jadi tidak dibaca sebagai orang.",
        "The row has no NIK, name or birth date and is not read as a person.",
    ),
    "row_above_header": Rule(
        "error",
        "Baris ini memuat NIK tetapi berada di atas judul kolom, jadi tidak dibaca. Pindahkan ke bawah judul kolom.",
        "The row holds a NIK but stands above the header and was not read. Move it below the header.",
    ),
    "row_other_header": Rule(
        "error",
        "Judul kolom kedua, dengan urutan lain daripada yang pertama. Pindahkan tabel ini ke lembar tersendiri.",
        "A second header, whose columns are not those of the first. Move this table to a sheet of its own.",
    ),
    "row_under_other_header": Rule(
        "error",
        "Baris ini di bawah judul kolom kedua yang urutannya lain, jadi tidak dibaca. Pindahkan ke lembar tersendiri.",
        "The row stands under a second header with other columns and was not read. Move it to a sheet of its own.",
    ),
    "people_not_read": Rule(
        "error",
        "Mulai baris ini {detail} baris memuat NIK tetapi tidak dibaca: lembar ini tanpa judul kolom yang lengkap."
        " Beri judul kolom seperti lembar lain.",
        "From this row on {detail} rows hold a NIK but were not read: the sheet has no complete header."
        " Give it the header of the other sheets.",
    ),
    "nik_columns_several": Rule(
        "error",
        "Lebih dari satu kolom berjudul NIK ({detail}), seperti dua tabel berdampingan. Pisahkan menjadi dua lembar,"
        " atau pilih kolom yang tidak dipakai pada halaman kolom.",
        "Several columns are called NIK ({detail}), as two tables side by side. Split them into two sheets, or choose"
        " on the page of columns which is not used.",
    ),
    "column_untitled": Rule(
        "warning",
        "Kolom {detail} berisi tetapi tidak berjudul, jadi tidak dipakai. Beri judul, atau pilih isiannya pada halaman"
        " kolom.",
        "Column {detail} is filled but has no title and is not used. Give it one, or choose its field on the page of"
        " columns.",
    ),
    "cell_untitled": Rule(
        "error",
        "Isi ini di luar kolom yang berjudul. Bila ini tanda pemisah di dalam isi, perbaiki; bila keterangan, beri"
        " judul kolomnya atau pilih tidak dipakai pada halaman kolom.",
        "This cell is outside the columns that have a title. Mend it if a separator stands inside a cell; if it is a"
        " remark, give its column a title or leave it out on the page of columns.",
    ),
    "sheet_hidden": Rule(
        "info", "Lembar {detail} tersembunyi; isinya ikut dibaca.", "The sheet {detail} is hidden; it was read as well."
    ),
    "sheet_without_table": Rule(
        "info",
        "Lembar {detail} tidak memuat daftar dan tidak dibaca.",
        "The sheet {detail} holds no list and was not read.",
    ),
    "kind_unsure": Rule(
        "warning",
        "Ada keterangan yang tidak dibaca: mungkin ini {detail}. Baca keterangannya, dan bila benar pilih jenis itu"
        " pada halaman kolom.",
        "There are remarks that were not read: this may be another kind of list ({detail}). Read them, and if so"
        " choose that kind on the page of columns.",
    ),
    "hidden_rows": Rule(
        "warning",
        "Baris {detail} tersembunyi dalam berkas, tetapi ikut dibaca. Pastikan memang diusulkan.",
        "Rows {detail} are hidden in the file and were read as well. Make sure that they are meant.",
    ),
    "column_hidden": Rule(
        "info",
        "Kolom {detail} tersembunyi dalam berkas; isinya ikut dibaca.",
        "Column {detail} is hidden in the file; it was read as well.",
    ),
    "column_unknown": Rule(
        "info", "Kolom ini tidak dikenal dan tidak dipakai.", "This column is not known and not used."
    ),
    "merged_cells_filled": Rule(
        "info",
        "Sel gabungan baris {detail}: isinya dipakai untuk setiap baris.",
        "Merged cells in rows {detail}: their content was used for each row.",
    ),
    "file_latin1": Rule(
        "info",
        "Berkas tidak memakai UTF-8; huruf beraksen dibaca sebagai Latin-1.",
        "The file is not UTF-8; accented letters were read as Latin-1.",
    ),
    "column_not_needed": Rule(
        "info", "Kolom ini tidak diperlukan dan tidak disimpan.", "This column is not needed and not kept."
    ),
    "file_xlsb": Rule(
        "warning",
        "Buku kerja biner (xlsb): baris dan kolom tersembunyi ikut dibaca tanpa ditandai. Simpan ulang sebagai xlsx.",
        "A binary workbook (xlsb): hidden rows and columns were read without being told. Save it again as xlsx.",
    ),
    "file_macros": Rule(
        "info",
        "Berkas memuat makro; makro tidak dijalankan dan hanya isi selnya yang dibaca.",
        "The file carries macros; they were not run and only its cells were read.",
    ),
    "cells_shifted": Rule(
        "error",
        "Isi baris ini tergeser satu kolom. Kembalikan tiap isi ke kolomnya.",
        "The cells of this row slipped by one column. Put each back into its own.",
    ),
    "cell_formula_fault": Rule(
        "error",
        "Rumus di sel ini gagal dan tidak menghasilkan isi. Ketik isinya.",
        "The formula in this cell failed and gives no content. Type the content.",
    ),
    "cell_formula": Rule(
        "warning",
        "Isi sel ini diawali tanda rumus; dibaca sebagai teks biasa. Periksa isinya.",
        "The cell begins like a formula; it was read as plain text. Check it.",
    ),
    "cell_corrected": Rule(
        "info",
        "Isi kolom perbaikan ini dipakai menggantikan isi semula.",
        "The corrected cell was used in place of the first.",
    ),
    "nik_kk_swapped": Rule(
        "error",
        "NIK dan nomor KK tertukar: tanggal lahirnya ada pada nomor KK. Tukar kembali.",
        "NIK and family card number changed places: the birth date is in the latter. Swap them back.",
    ),
    # the file as a whole
    "birth_dates_serial": Rule(
        "warning",
        "Semua {detail} tanggal lahir berupa bilangan spreadsheet. Ubah kolomnya menjadi tanggal, lalu cocokkan.",
        "All {detail} birth dates are a spreadsheet's day numbers. Turn the column into dates and compare.",
    ),
    "birth_dates_default": Rule(
        "warning",
        "{detail} tanggal lahir jatuh pada hari yang sama dalam tahun; tampaknya diisi asal. Cocokkan dengan KTP.",
        "{detail} birth dates fall on one day of the year and seem made up. Compare with the cards.",
    ),
    "birth_column_missing": Rule(
        "warning",
        "Kolom tanggal lahir tidak ada; umur dihitung dari NIK.",
        "There is no column of birth dates; ages are taken from the NIK.",
    ),
    "jorong_rt": Rule(
        "info",
        "{detail} isi kolom jorong tampak sebagai RT/RW. Isi nama jorongnya.",
        "{detail} cells of the jorong column look like RT/RW. Fill in the name of the jorong.",
    ),
    "all_heads": Rule(
        "warning",
        "Semua nama sama dengan kepala keluarganya. Pastikan yang didaftarkan orang yang bekerja.",
        "Every name is that of the head of the family. Make sure that those listed are the ones who work.",
    ),
    # identity numbers in cells
    "nik_number_cell": Rule(
        "warning",
        "NIK tersimpan sebagai bilangan. Jadikan sel teks agar angkanya tidak berubah.",
        "The NIK is kept as a number. Make the cell text so that no digit can change.",
    ),
    "nik_digit_lost": Rule(
        "error",
        "NIK tersimpan sebagai bilangan dan angka ke-16 hilang. Ketik ulang sebagai teks.",
        "The NIK is kept as a number and its 16th digit is lost. Retype it as text.",
    ),
    "nik_all_damaged": Rule(
        "error",
        "Semua {detail} NIK berakhir 0, berbentuk E+15 atau tinggal 15 angka: spreadsheet "
        "telah merusaknya. Minta berkas asli dengan NIK sebagai teks.",
        "All {detail} NIK end in 0, look like E+15 or have 15 digits: a spreadsheet damaged them. "
        "Ask for the original with NIK as text.",
    ),
    "kk_digit_lost": Rule(
        "warning",
        "Nomor KK tersimpan sebagai bilangan dan angka ke-16 hilang; tidak dipakai.",
        "The family card number is kept as a number, its 16th digit is lost; it is not used.",
    ),
    # the person
    "name_missing": Rule("error", "Nama kosong. Isi sesuai KTP.", "The name is missing. Fill it in from the card."),
    "name_has_digits": Rule(
        "warning",
        "Nama memuat angka. Periksa apakah kolomnya tergeser.",
        "The name has digits in it. Look for a shifted column.",
    ),
    "name_death_mark": Rule(
        "warning",
        "Nama bertanda almarhum/almarhumah. Pastikan orangnya masih hidup.",
        "The name carries a mark of death. Make sure that the person is alive.",
    ),
    "text_shortened": Rule(
        "warning",
        "Isi sel lebih dari {detail} huruf; sisanya tidak dipakai.",
        "The cell has more than {detail} characters; the rest is not used.",
    ),
    "birth_date_missing": Rule(
        "warning",
        "Tanggal lahir kosong; umur dihitung dari NIK.",
        "The birth date is missing; the age is taken from the NIK.",
    ),
    "birth_date_impossible": Rule(
        "error",
        "Tanggal lahir tidak mungkin. Tulis HH-BB-TTTT sesuai KTP.",
        "The birth date is impossible. Write DD-MM-YYYY from the card.",
    ),
    "birth_date_year_only": Rule(
        "error",
        "Tanggal lahir hanya tahun. Tulis HH-BB-TTTT sesuai KTP.",
        "The birth date is only a year. Write DD-MM-YYYY from the card.",
    ),
    "birth_date_us_order": Rule(
        "warning",
        "Tanggal lahir tampak ditulis bulan lebih dulu; dibaca {detail}.",
        "The birth date seems to have the month first; read as {detail}.",
    ),
    "birth_date_serial": Rule(
        "warning",
        "Tanggal lahir berupa bilangan spreadsheet; dibaca {detail}.",
        "The birth date is a spreadsheet's day number; read as {detail}.",
    ),
    "sex_unclear": Rule(
        "warning", "Jenis kelamin tidak terbaca. Tulis L atau P.", "The sex cannot be read. Write L or P."
    ),
    "name_of_head": Rule(
        "warning",
        "Nama ini nama kepala keluarga, padahal hubungannya bukan kepala keluarga. Isi nama pekerjanya.",
        "This is the name of the head of the family, but the relation is another. Fill in the worker's name.",
    ),
    "status_dead": Rule("error", "Status orang ini meninggal. Keluarkan dari daftar.", "The status says dead. Remove."),
    "status_gone": Rule(
        "warning",
        "Status orang ini pindah, hilang atau tidak aktif. Pastikan masih tinggal dan bekerja di sini.",
        "The status says moved, missing or inactive. Make sure that the person still lives and works here.",
    ),
    "status_inactive": Rule(
        "warning",
        "Kepesertaan ini tercatat tidak aktif, jadi tidak dicatat sebagai perlindungan.",
        "This membership is recorded as not active and is not noted as cover.",
    ),
    "occupation_none": Rule(
        "warning",
        "Pekerjaan menunjukkan orang ini tidak bekerja. Pastikan ada pekerjaannya.",
        "The occupation says that this person does not work. Make sure that there is work.",
    ),
    "occupation_salaried": Rule(
        "warning",
        "Pekerjaan ini biasanya menerima upah atau pensiun. Pastikan termasuk pekerja rentan.",
        "This occupation usually has a wage or a pension. Make sure that it is a vulnerable worker's.",
    ),
    "death_date_missing": Rule(
        "error", "Tanggal meninggal kosong. Isi HH-BB-TTTT.", "The date of death is missing. Write DD-MM-YYYY."
    ),
    "death_date_unclear": Rule(
        "error",
        "Tanggal meninggal tidak terbaca atau belum terjadi. Tulis HH-BB-TTTT.",
        "The date of death cannot be read or lies ahead. Write DD-MM-YYYY.",
    ),
    "death_before_birth": Rule(
        "error",
        "Tanggal meninggal sebelum tanggal lahir. Periksa keduanya.",
        "The date of death is before the birth date. Check both.",
    ),
    "age_below": Rule("error", "Umur {detail} tahun, di bawah batas pendaftaran.", "Aged {detail}, below the limit."),
    "age_above": Rule("error", "Umur {detail} tahun, melewati batas pendaftaran.", "Aged {detail}, above the limit."),
    "age_unknown": Rule(
        "error",
        "Umur tidak dapat dihitung: tanggal lahir dan NIK tidak terbaca.",
        "The age cannot be known: neither birth date nor NIK can be read.",
    ),
    "income_unclear": Rule(
        "info", "Penghasilan tidak terbaca dan tidak dipakai.", "The income cannot be read; not used."
    ),
    "contribution_unclear": Rule("warning", "Iuran tidak terbaca.", "The contribution cannot be read."),
    "month_unclear": Rule("warning", "Bulan tidak terbaca. Tulis TTTT-BB.", "The month cannot be read. Write YYYY-MM."),
    "decile_unclear": Rule("warning", "Desil bukan angka 1 sampai 10.", "The decile is not a number from 1 to 10."),
    "phone_shared": Rule(
        "info",
        "Nomor telepon ini dipakai {detail} orang dalam berkas.",
        "This telephone number is given for {detail} persons of the file.",
    ),
    # the place
    "nagari_missing": Rule("error", "Nagari kosong. Isi nama atau kode nagari.", "The nagari is missing. Fill it in."),
    "nagari_unknown": Rule(
        "error",
        "Nagari tidak dikenal di wilayah ini. Periksa ejaannya.",
        "No such nagari in this area. Check the spelling.",
    ),
    "nagari_near": Rule(
        "warning", "Nagari dibaca {detail}. Pastikan benar.", "The nagari was read as {detail}. Make sure."
    ),
    "nagari_ambiguous": Rule(
        "error",
        "Nagari dapat berarti {detail}. Tambahkan kecamatan atau kode.",
        "The nagari may be {detail}. Add the district or the code.",
    ),
    "nagari_outside_area": Rule(
        "error",
        "Nagari ini ({detail}) di luar wilayah program.",
        "This nagari ({detail}) is outside the programme's area.",
    ),
    "nagari_from_title": Rule(
        "info",
        "Nagari diambil dari judul daftar: {detail}.",
        "The nagari was taken from the title of the list: {detail}.",
    ),
    "village_code_unknown": Rule(
        "warning",
        "Kode wilayah bukan kode nagari yang dikenal, baik Kemendagri maupun BPS.",
        "The region code is no known village code, of Kemendagri or of BPS.",
    ),
    "codes_bps": Rule(
        "info",
        "Kode wilayah dalam berkas ini kode BPS; dibaca dengan tabel padanan ke kode Kemendagri.",
        "The region codes in this file are BPS codes; they were read by the crosswalk to Kemendagri codes.",
    ),
    "village_code_bps": Rule(
        "warning",
        "Ini kode BPS, padahal kode lain di berkas ini kode Kemendagri; dibaca {detail}.",
        "This is a BPS code among Kemendagri codes; read as {detail}.",
    ),
    "village_code_kemendagri": Rule(
        "warning",
        "Ini kode Kemendagri, padahal kode lain di berkas ini kode BPS; dibaca {detail}.",
        "This is a Kemendagri code among BPS codes; read as {detail}.",
    ),
    "village_name_differs": Rule(
        "warning",
        "Nama nagari berbeda dengan kodenya ({detail}); kode yang dipakai.",
        "The nagari's name differs from its code ({detail}); the code was used.",
    ),
    # the same person twice
    "nik_repeated": Rule(
        "error",
        "Orang yang sama sudah ada di baris {detail}. Hapus salah satunya.",
        "The same person is already in row {detail}. Remove one.",
    ),
    "nik_two_villages": Rule(
        "error",
        "Orang yang sama sudah ada di baris {detail} di nagari lain. Pastikan di mana ia tinggal, hapus yang lain.",
        "The same person is in row {detail} under another nagari. Find out which is right and remove the other.",
    ),
    "nik_one_digit": Rule(
        "warning",
        "NIK berbeda satu angka dengan baris {detail} dan namanya mirip. Cocokkan keduanya dengan KTP.",
        "The NIK differs by one digit from row {detail} and the names are alike. Compare both with their cards.",
    ),
    "nik_digits_swapped": Rule(
        "warning",
        "NIK sama dengan baris {detail} bila dua angkanya ditukar, dan namanya mirip. Cocokkan keduanya dengan KTP.",
        "With two digits swapped the NIK is that of row {detail}, and the names are alike. Compare with their cards.",
    ),
    "nik_shared": Rule(
        "error",
        "NIK ini juga dipakai orang lain di baris {detail}. Cocokkan keduanya dengan KTP.",
        "This NIK is also given for someone else in row {detail}. Compare both with their cards.",
    ),
    "same_person_other_nik": Rule(
        "warning",
        "Nama dan tanggal lahir sama dengan baris {detail}, tetapi NIK berbeda.",
        "Same name and birth date as row {detail}, but another NIK.",
    ),
}
