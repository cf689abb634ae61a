"""How tickets change, who may change them, and that their history holds."""
