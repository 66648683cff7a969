"""One module a platform: each connects the neutral core to one platform."""
