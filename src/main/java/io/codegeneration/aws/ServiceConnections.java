package io.codegeneration.aws;

/** A service that adapters talk to over connections which can be opened before they are needed. */
public interface ServiceConnections {

    /** What a log calls it. */
    String name();

    /**
     * Opens the connections that the first request will use. Called beside the rest of the start: relies on settings alone.
     * Asks the service for nothing that it bills or that needs a permission; how it answers does not matter.
     *
     * @throws Exception if it cannot be reached: the first request will find out for itself
     */
    void connect() throws Exception;

    /** Makes what talks to the service. Called beside the rest of the start. */
    void createClient();

    /** Takes in what the service has sent over idle connections. Called right before the first event; never waits. */
    void readPending();
}
