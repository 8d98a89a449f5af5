# cmake -DROOT=… -DLIST=assets.txt -DAPP=build/web/assets.txt -DOUT=embedded.cpp -P embed.cmake
# Writes a source file that takes in the files that both lists name, sorted as listed, each with the
# SHA-256 of its bytes as its ETag. The assembler reads the bytes: a megabyte of them costs nothing to
# compile.
set(lines "")
foreach(list IN ITEMS ${LIST} ${APP})
    file(STRINGS ${list} some REGEX "^/")
    list(APPEND lines ${some})
endforeach()
set(arrays "")
set(table "")
set(n 0)

foreach(line IN LISTS lines)
    string(REGEX REPLACE "[ \t]+" ";" columns "${line}")
    list(GET columns 0 path)
    list(GET columns 1 type)
    list(GET columns 2 file)
    if(type MATCHES "^(text/|image/svg)")
        set(type "${type}; charset=utf-8")
    endif()
    file(SHA256 ${ROOT}/${file} hash)
    string(SUBSTRING ${hash} 0 32 tag)
    file(SIZE ${ROOT}/${file} size)
    string(APPEND arrays "BATON_BYTES(kBytes${n}, \"${ROOT}/${file}\")\n")
    string(APPEND table "    {\"${path}\", \"${type}\", {kBytes${n}, ${size}}, \"\\\"${tag}\\\"\"},\n")
    math(EXPR n "${n} + 1")
endforeach()
file(WRITE ${OUT}.new
     "// What src/web/assets.txt and the app's list name, embedded by embed.cmake.\n#include \"web/assets.hpp\"\n\n"
     "#define BATON_BYTES(name, file)                                                     \\\n"
     "    asm(\".pushsection .rodata\\n\" #name \":\\n.incbin \\\"\" file \"\\\"\\n.byte 0\\n.popsection\\n\"); \\\n"
     "    extern \"C\" __attribute__((visibility(\"hidden\"))) const char name[];\n\n"
     "${arrays}\nnamespace baton::web {\nnamespace {\n\nconstexpr Asset kAssets[] = {\n${table}};\n\n}  // namespace\n\n"
     "std::span<const Asset> assets() { return kAssets; }\n\n}  // namespace baton::web\n")
file(RENAME ${OUT}.new ${OUT})
