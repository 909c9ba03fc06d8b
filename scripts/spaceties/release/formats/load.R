# A table of this release with the types of its schema, for R with the package jsonlite:
#   source("load.R"); ties <- read_spaceties("ties")
read_spaceties <- function(table, folder = ".") {
  path <- function(name) file.path(folder, "csv", name)
  described <- jsonlite::fromJSON(path("datapackage.json"), simplifyVector = FALSE)$resources
  names <- vapply(described, function(resource) resource$name, "")
  if (!table %in% names) {
    stop("no table ", table, "; the tables are ", paste(names, collapse = ", "))
  }
  types <- vapply(described[[match(table, names)]]$schema$fields, function(f) f$type, "")
  cells <- utils::read.csv(
    path(paste0(table, ".csv")),
    colClasses = "character", na.strings = "", encoding = "UTF-8", check.names = FALSE
  )
  # Sums pass 2^31, where integers of R end; as numbers they are exact up to 2^53.
  typed <- function(column, type) {
    switch(type,
      integer = , year = , number = as.numeric(column),
      boolean = column == "true",
      date = as.Date(column),
      column
    )
  }
  cells[] <- Map(typed, cells, types)
  cells
}
