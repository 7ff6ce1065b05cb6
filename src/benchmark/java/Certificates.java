import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A private certification authority, made at each run with the JDK's keytool: RSA keys of 2,048 bits, as AWS's own endpoints
 * have. It is handed to the contestants as a PEM file, and to Java programs as a store without password and without
 * encryption, so that no derivation of keys is measured that Lambda does not have.
 */
record Certificates(Path pem, Path trustStore, SSLContext tls) {

    private static final char[] PASSWORD = "benchmark".toCharArray();

    static Certificates make(Path folder) throws Exception {
        Files.createDirectories(folder);
        for (String name : List.of("ca.p12", "server.p12", "ca.pem", "server.csr", "server.pem", "trust.p12")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        keytool(folder, "-genkeypair -alias ca -dname CN=Benchmark -ext bc:c -validity 30 -keystore ca.p12");
        keytool(folder, "-genkeypair -alias server -dname CN=127.0.0.1 -validity 30 -keystore server.p12");
        keytool(folder, "-exportcert -rfc -alias ca -keystore ca.p12 -file ca.pem");
        keytool(folder, "-certreq -alias server -keystore server.p12 -file server.csr");
        keytool(
                folder,
                "-gencert -rfc -alias ca -keystore ca.p12 -validity 30 -ext san=ip:127.0.0.1,dns:localhost -infile server.csr"
                        + " -outfile server.pem");
        keytool(folder, "-importcert -noprompt -alias ca -keystore server.p12 -file ca.pem");
        keytool(folder, "-importcert -noprompt -alias server -keystore server.p12 -file server.pem");
        keytool(
                folder,
                "-J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE -J-Dkeystore.pkcs12.macAlgorithm=NONE"
                        + " -importcert -noprompt -alias ca -keystore trust.p12 -file ca.pem");
        return new Certificates(folder.resolve("ca.pem"), folder.resolve("trust.p12"), context(folder));
    }

    private static SSLContext context(Path folder) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("server.p12"))) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance("SunX509");
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** A client's context that trusts the authority, with no session to resume. */
    SSLContext client() throws Exception {
        KeyStore trusted = KeyStore.getInstance(trustStore.toFile(), PASSWORD);
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static void keytool(Path folder, String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
        if (arguments.contains("-genkeypair")) {
            command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048"));
        }
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException("keytool " + arguments + "\n" + output);
        }
    }
}
