;; expect: refused format
;; No bytes at all are no module.

(module binary "")
