"""The address bar of the house."""

urlpatterns: list = []
