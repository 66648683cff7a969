"""The folder a brand writes: brand.yaml, catalogues, and the reader that every authored file shares."""
