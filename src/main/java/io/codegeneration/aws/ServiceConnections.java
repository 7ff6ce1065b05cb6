package io.codegeneration.aws;

/** The connections to an AWS service, which can be opened before they are needed. */
public interface ServiceConnections {

    /** Returns the name of the service for the log. */
    String name();

    /**
     * Opens the connections for the first request. Sends nothing that is billed or needs a permission. Called while the program
     * is still starting, so it may use only settings.
     *
     * @throws Exception if the service cannot be reached; the first request then opens its own connection
     */
    void connect() throws Exception;

    /** Creates the client of the service. Called while the program is still starting. */
    void createClient();

    /** Reads what the service has sent over idle connections. Called right before the first event; never waits. */
    void readPending();
}
