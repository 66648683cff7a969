"""The folder a brand writes: brand.yaml, catalogues, and the reader of every authored file."""
