#pragma once

#include "integrations/imports/request.hpp"
#include "integrations/sqlite/database.hpp"

namespace dondoc::integrations::sqlite {

// Brings tables of other systems into the database: `dondoc import …`. Each run is one transaction: all rows or none. A
// row is found again by its code (an item's by source and code), compared, and written only where it differs.
class Importer {
 public:
  // REQUIRES: `database` has the current schema and outlives the importer.
  explicit Importer(Database& database) : database_(database) {}

  // What is wrong with the file stands in the report, all of it at once; failures of the database are thrown as
  // StoreError.
  [[nodiscard]] imports::ImportReport run(imports::ImportKind kind, const imports::ImportRequest& request);

 private:
  Database& database_;
};

}  // namespace dondoc::integrations::sqlite
