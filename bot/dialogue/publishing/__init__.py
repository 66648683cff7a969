"""From a brand's folder to what the machine plays, and from one version to the next."""
