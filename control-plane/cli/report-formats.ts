// Formats of `--output` for CI systems; apart from what writes them, which only they load.

export const reportFormats = ["markdown", "sarif", "junit", "github", "codequality"] as const;
