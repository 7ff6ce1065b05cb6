package io.codegeneration.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What Terraform's plan asks of the zip, so that it refuses a wrong zip before it is uploaded.
 *
 * @param version version of the program
 * @param binary the program in the zip
 * @param sha256 SHA-256 of the zip in hexadecimal
 */
record FunctionFacts(String version, NativeBinary binary, String sha256) {

    /** What a version may consist of: it becomes part of a header, of a description on AWS, and of the facts' JSON. */
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,99}");

    FunctionFacts {
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "The version must have 1 to 100 letters, digits, dots, hyphens, underscores and plus signs: "
                            + version);
        }
    }

    /**
     * Writes the facts beside a zip. The build calls this.
     *
     * @param arguments the zip, and the version of the program
     */
    public static void main(String[] arguments) throws IOException {
        Path zip = Path.of(arguments[0]);
        Path json = zip.resolveSibling(zip.getFileName().toString().replaceFirst("\\.zip$", ".json"));
        Files.writeString(json, of(zip, arguments[1]).toJson());
    }

    /** Reads a zip. */
    static FunctionFacts of(Path zip, String version) throws IOException {
        return new FunctionFacts(version, NativeBinary.read(program(zip)), sha256(Files.readAllBytes(zip)));
    }

    /** Returns the facts as a line of JSON. */
    String toJson() {
        String glibc = binary.glibc() == null ? "null" : '"' + binary.glibc() + '"';
        return """
                {"version":"%s","architecture":"%s","os":"%s","glibc":%s,"sha256":"%s"}
                """
                .formatted(version, binary.architecture(), binary.os(), glibc, sha256);
    }

    private static byte[] program(Path zip) throws IOException {
        try (ZipFile content = new ZipFile(zip.toFile())) {
            ZipEntry program = content.getEntry("bootstrap");
            if (program == null) {
                throw new IllegalArgumentException(zip + " has no file bootstrap");
            }
            try (InputStream in = content.getInputStream(program)) {
                return in.readAllBytes();
            }
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
