"""The explorer: one HTML file that shows the data, with no network and no server.

`payload` turns a release into what the page holds, `blocs` computes what would be hard to check
in a browser, `page` puts scripts, styles and data together. What the reader sees is made by the
scripts in `static/`; `vendor/` holds the libraries that they use.
"""
