"""Every sentence that people read: Fluent catalogues, one file a feature and language, and what renders them."""
