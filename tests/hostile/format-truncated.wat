;; expect: refused format
;; A section that says it is longer than the module.

(module binary "\00asm\01\00\00\00" "\01\ff\01\60")
