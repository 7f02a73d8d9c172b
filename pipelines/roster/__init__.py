"""Who is who: one file per list of territories, sites or accounts, and the rule that makes an account official."""
