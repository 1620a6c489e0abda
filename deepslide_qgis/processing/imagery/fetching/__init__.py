"""Parts of Fetch imagery: area, login, plan, footprints, stack."""
