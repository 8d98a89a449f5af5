# How every folder of src/ becomes a target: baton_folder(NAME USES ... LIBRARIES ...).
#   *.cpp        -> the static library baton_NAME
#   *_test.cpp   -> the test program NAME_test, registered with CTest
# USES names other folders, LIBRARIES third-party targets; both are public, so a folder says only what is its own.
# TEST_USES and TEST_LIBRARIES are the same for the test program alone; libraries that only tests need are looked
# for below, where BATON_TESTS is on.

find_program(CCACHE ccache)
if(CCACHE)
    # Paths relative to the source folder: two clones share what they compile.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
        ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
    add_link_options(-fuse-ld=mold)
endif()

# g++ is the judge of warnings; clang builds the fuzzers and may have its own opinion.
add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Werror -Wno-error=maybe-uninitialized
                    -Wno-error=array-bounds -Wno-error=stringop-overflow -Wno-error=restrict)
else()
    add_compile_options(-fbracket-depth=4096)  # tables of a thousand words
endif()
add_compile_definitions(BOOST_ASIO_NO_DEPRECATED BOOST_ALL_NO_LIB)

set(BATON_SANITIZE "" CACHE STRING "Sanitizers to build with, as -fsanitize= takes them")
if(BATON_SANITIZE)
    add_compile_options(-fsanitize=${BATON_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${BATON_SANITIZE})
endif()

# What one folder finds, the folders that use it see too.
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
option(BATON_TESTS "Build the tests too (needs GoogleTest)" ON)
if(BATON_TESTS)
    find_package(GTest REQUIRED)
    find_package(rapidcheck REQUIRED)
    include(GoogleTest)
endif()

function(baton_folder name)
    cmake_parse_arguments(ARG "" "" "USES;LIBRARIES;TEST_USES;TEST_LIBRARIES" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    set(tests ${sources})
    list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
    list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
    list(TRANSFORM ARG_USES PREPEND baton_)
    list(TRANSFORM ARG_TEST_USES PREPEND baton_)
    if(sources)
        add_library(baton_${name} STATIC ${sources})
        target_include_directories(baton_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
        target_link_libraries(baton_${name} PUBLIC ${ARG_USES} ${ARG_LIBRARIES})
    else()
        add_library(baton_${name} INTERFACE)
        target_include_directories(baton_${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
        target_link_libraries(baton_${name} INTERFACE ${ARG_USES} ${ARG_LIBRARIES})
    endif()
    if(tests AND BATON_TESTS)
        add_executable(${name}_test ${tests})
        if(BATON_SANITIZE)
            # Sanitized tests run long enough as they are, but compile twice as fast like this.
            target_compile_options(${name}_test PRIVATE -O0)
        endif()
        target_link_libraries(${name}_test PRIVATE baton_${name} ${ARG_TEST_USES} ${ARG_TEST_LIBRARIES}
                              GTest::gtest GTest::gmock GTest::gtest_main)
        target_compile_definitions(${name}_test PRIVATE BATON_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
        gtest_discover_tests(${name}_test DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
    endif()
endfunction()
