;; expect: refused format
;; A version that does not exist yet.

(module binary "\00asm\02\00\00\00")
