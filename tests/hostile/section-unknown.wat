;; expect: refused section
;; A section number that no version has.

(module binary "\00asm\01\00\00\00" "\3f\00")
