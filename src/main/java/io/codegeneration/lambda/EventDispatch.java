package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.quarkus.netty.runtime.virtual.VirtualClientConnection;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * Turns a repaired event into a request on the virtual connection to the routes. It does what the extension's {@code
 * LambdaHttpHandler} does, which hands out whole responses only.
 *
 * @param event an event that {@link EventRepair} has repaired
 * @param context what the Runtime API says about the invocation
 * @param response takes the response
 */
record EventDispatch(APIGatewayV2HTTPEvent event, Context context, StreamedResponse response) {

    private static final int HTTPS = 443;

    /** Opens a connection. Nothing is sent yet. */
    VirtualClientConnection<?> connect() {
        String address = event.getRequestContext().getHttp().getSourceIp();
        if (address == null || address.isEmpty()) {
            return VirtualClientConnection.connect(response, VertxHttpRecorder.VIRTUAL_HTTP);
        }
        VirtualClientConnection<?> connection = VirtualClientConnection.connect(
                response, VertxHttpRecorder.VIRTUAL_HTTP, new InetSocketAddress(address, HTTPS));
        connection
                .peer()
                .attr(ConnectionBase.REMOTE_ADDRESS_OVERRIDE)
                .set(SocketAddress.inetSocketAddress(HTTPS, address));
        return connection;
    }

    /** Sends the request. The response may begin before this method returns. */
    void send(VirtualClientConnection<?> connection) {
        HttpRequest head = head();
        LastHttpContent content = content();
        if (content != LastHttpContent.EMPTY_LAST_CONTENT) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        connection.sendMessage(head);
        connection.sendMessage(content);
    }

    private HttpRequest head() {
        QuarkusHttpHeaders headers = new QuarkusHttpHeaders();
        headers.setContextObject(Context.class, context);
        headers.setContextObject(APIGatewayV2HTTPEvent.class, event);
        headers.setContextObject(RequestContext.class, event.getRequestContext());
        headers.setContextObject(StreamedResponse.class, response);
        addHeaders(headers);
        String query = event.getRawQueryString();
        return new DefaultHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(event.getRequestContext().getHttp().getMethod()),
                query == null || query.isEmpty() ? event.getRawPath() : event.getRawPath() + '?' + query,
                headers);
    }

    private void addHeaders(HttpHeaders headers) {
        for (Map.Entry<String, String> header : event.getHeaders().entrySet()) {
            headers.add(header.getKey(), header.getValue());
        }
        if (event.getCookies() != null) {
            headers.add(HttpHeaderNames.COOKIE, String.join("; ", event.getCookies()));
        }
        if (!headers.contains(HttpHeaderNames.HOST)) {
            headers.add(HttpHeaderNames.HOST, "localhost");
        }
    }

    private LastHttpContent content() {
        if (event.getBody() == null) {
            return LastHttpContent.EMPTY_LAST_CONTENT;
        }
        ByteBuf body = event.getIsBase64Encoded()
                ? Unpooled.wrappedBuffer(Base64.getDecoder().decode(event.getBody()))
                : Unpooled.copiedBuffer(event.getBody(), StandardCharsets.UTF_8);
        return new DefaultLastHttpContent(body);
    }
}
