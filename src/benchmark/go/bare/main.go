// The job without any SDK, connections opened beforehand: as little as it takes, and so the floor.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"benchmark/job"
)

var (
	client  = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 10}}
	bedrock = os.Getenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME")
	store   = os.Getenv("AWS_ENDPOINT_URL_S3")
	bucket  = os.Getenv("CODEGEN_BUCKET")
	region  = os.Getenv("AWS_REGION")
)

type text struct {
	Text string `json:"text"`
}

type message struct {
	Role    string `json:"role,omitempty"`
	Content []text `json:"content"`
}

func main() {
	var opened sync.WaitGroup
	for _, address := range []string{bedrock, store, store} {
		opened.Add(1)
		go func() {
			defer opened.Done()
			if response, err := client.Get(address); err == nil {
				_, _ = read(response)
			}
		}()
	}
	opened.Wait()
	runtime := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	for {
		response, err := client.Get(runtime + "next")
		if err != nil {
			panic(err)
		}
		event, err := read(response)
		if err != nil {
			panic(err)
		}
		kind, answer := "/response", []byte(nil)
		if answer, err = handle(event); err != nil {
			kind, answer = "/error", []byte(fmt.Sprintf(`{"errorMessage":%q}`, err.Error()))
		}
		id := response.Header.Get("Lambda-Runtime-Aws-Request-Id")
		response, err = client.Post(runtime+id+kind, "application/json", bytes.NewReader(answer))
		if err != nil {
			panic(err)
		}
		_, _ = read(response)
	}
}

func handle(raw []byte) ([]byte, error) {
	var event struct {
		Body string `json:"body"`
	}
	if err := json.Unmarshal(raw, &event); err != nil {
		return nil, err
	}
	request, err := job.Read(event.Body)
	if err != nil {
		return nil, err
	}
	question, err := json.Marshal(map[string]any{
		"system":          []text{{job.Rules}},
		"messages":        []message{{"user", []text{{request.Prompt()}}}},
		"inferenceConfig": map[string]any{"maxTokens": 8192, "temperature": 0.1},
	})
	if err != nil {
		return nil, err
	}
	body, err := send("POST", bedrock+"/model/"+job.Model+"/converse", "bedrock", "application/json", question)
	if err != nil {
		return nil, err
	}
	var reply struct {
		Output struct{ Message message }
		Usage  struct{ InputTokens, OutputTokens int }
	}
	if err := json.Unmarshal(body, &reply); err != nil {
		return nil, err
	}
	var all strings.Builder
	for _, part := range reply.Output.Message.Content {
		all.WriteString(part.Text)
	}
	answer, objects, err := job.Result(request, all.String(), reply.Usage.InputTokens, reply.Usage.OutputTokens)
	if err != nil {
		return nil, err
	}
	written := make(chan error, len(objects))
	for _, object := range objects {
		go func() {
			_, err := send("PUT", store+"/"+bucket+"/"+object.Key, "s3", object.ContentType, object.Body)
			written <- err
		}()
	}
	for range objects {
		if err := <-written; err != nil {
			return nil, err
		}
	}
	return json.Marshal(map[string]any{"statusCode": 200, "body": string(answer),
		"headers": map[string]string{"Content-Type": "application/json"}})
}

// send signs and sends a request (Signature Version 4).
func send(method, address, service, contentType string, body []byte) ([]byte, error) {
	target, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	now := time.Now().UTC().Format("20060102T150405Z")
	hash := sha256.Sum256(body)
	digest, token := hex.EncodeToString(hash[:]), os.Getenv("AWS_SESSION_TOKEN")
	canonical := strings.Join([]string{method, target.EscapedPath(), "",
		"content-type:" + contentType, "host:" + target.Host, "x-amz-content-sha256:" + digest, "x-amz-date:" + now,
		"x-amz-security-token:" + token, "",
		"content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token", digest}, "\n")
	scope := now[:8] + "/" + region + "/" + service + "/aws4_request"
	sum := sha256.Sum256([]byte(canonical))
	key := []byte("AWS4" + os.Getenv("AWS_SECRET_ACCESS_KEY"))
	for _, part := range strings.Split(scope, "/") {
		key = mac(key, part)
	}
	signature := mac(key, "AWS4-HMAC-SHA256\n"+now+"\n"+scope+"\n"+hex.EncodeToString(sum[:]))
	request, err := http.NewRequest(method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"Content-Type": contentType, "X-Amz-Date": now, "X-Amz-Content-Sha256": digest, "X-Amz-Security-Token": token,
		"Authorization": "AWS4-HMAC-SHA256 Credential=" + os.Getenv("AWS_ACCESS_KEY_ID") + "/" + scope +
			", SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=" +
			hex.EncodeToString(signature),
	} {
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	return read(response)
}

func mac(key []byte, data string) []byte {
	hash := hmac.New(sha256.New, key)
	hash.Write([]byte(data))
	return hash.Sum(nil)
}

func read(response *http.Response) ([]byte, error) {
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= 300 {
		err = fmt.Errorf("status %d", response.StatusCode)
	}
	return body, err
}
