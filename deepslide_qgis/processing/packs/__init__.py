"""Model packs in Processing: fetched, installed, listed, updated, removed, shown, passed on."""
