# Read by ctest: one test FOLDER.Suite for each suite of the GoogleTest program PROGRAM. A process for every single test
# would spend more time on starting than on testing.

execute_process(COMMAND ${PROGRAM} --gtest_list_tests OUTPUT_VARIABLE listed RESULT_VARIABLE failed)
if(failed)
  add_test(${FOLDER} ${PROGRAM} --gtest_list_tests)  # fails, and says why
  return()
endif()

# "Suite.", "Prefix/Suite." or "Suite/0.  # TypeParam = …", and below it its tests, set in.
string(REGEX MATCHALL "(^|\n)[^ \n]+\\." suites "${listed}")
foreach(suite IN LISTS suites)
  string(STRIP "${suite}" suite)
  string(REGEX REPLACE "\\.$" "" suite "${suite}")
  add_test(${FOLDER}.${suite} ${PROGRAM} --gtest_filter=${suite}.* --gtest_brief=1)
  # Suites that run over every implementation of an interface are named …Contract.
  if(suite MATCHES "Contract")
    set_tests_properties(${FOLDER}.${suite} PROPERTIES LABELS contract)
  else()
    set_tests_properties(${FOLDER}.${suite} PROPERTIES LABELS unit)
  endif()
endforeach()
