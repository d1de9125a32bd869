"""The fields that a column of a list can be read as, each with its name for people (Indonesian, English)."""

from __future__ import annotations

FIELDS: dict[str, tuple[str, str]] = {
    "number": ("Nomor urut", "Row number"),
    "nik": ("NIK", "NIK"),
    "kk": ("Nomor KK", "Family card number"),
    "name": ("Nama", "Name"),
    "birth": ("Tempat dan tanggal lahir", "Place and date of birth"),
    "birth_place": ("Tempat lahir", "Place of birth"),
    "birth_date": ("Tanggal lahir", "Date of birth"),
    "sex": ("Jenis kelamin", "Sex"),
    "mother": ("Nama ibu kandung", "Mother's name"),
    "head": ("Nama kepala keluarga", "Head of the family"),
    "relation": ("Hubungan dalam keluarga", "Relation to the head of the family"),
    "address": ("Alamat", "Address"),
    "jorong": ("Jorong", "Jorong"),
    "village": ("Nagari", "Nagari"),
    "village_code": ("Kode nagari", "Nagari code"),
    "district": ("Kecamatan", "District"),
    "occupation": ("Pekerjaan", "Occupation"),
    "phone": ("Nomor telepon", "Telephone"),
    "income": ("Penghasilan", "Income"),
    "decile": ("Desil", "Decile"),
    "source_id": ("Nomor pada daftar asal", "Number in the source"),
    "kpj": ("KPJ", "KPJ"),
    "month": ("Bulan iuran", "Month of contribution"),
    "contribution": ("Iuran", "Contribution"),
    "status": ("Status", "Status"),
    "remark": ("Alasan atau keterangan", "Reason or remark"),
    "death_date": ("Tanggal meninggal", "Date of death"),
}
