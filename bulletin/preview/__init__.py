"""`bulletin preview`: an issue in a browser, its pages and its web page following every save."""
