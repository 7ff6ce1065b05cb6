// The job with the AWS SDK; with OPEN_BEFOREHAND set, connections are opened before the first event is asked for; with STREAM
// set, the reply is streamed through a Function URL.
package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"

	"benchmark/job"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

type function struct {
	bedrock *bedrockruntime.Client
	s3      *s3.Client
	bucket  string
}

func main() {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 10
	client := &http.Client{Transport: ownBodies{transport}}
	settings, err := config.LoadDefaultConfig(context.Background(), config.WithHTTPClient(client))
	if err != nil {
		panic(err)
	}
	f := function{
		bedrock: bedrockruntime.NewFromConfig(settings),
		s3:      s3.NewFromConfig(settings, func(o *s3.Options) { o.UsePathStyle = true }),
		bucket:  os.Getenv("CODEGEN_BUCKET"),
	}
	if os.Getenv("OPEN_BEFOREHAND") != "" {
		store := os.Getenv("AWS_ENDPOINT_URL_S3")
		open(client, os.Getenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME"), store, store)
	}
	if os.Getenv("STREAM") != "" {
		lambda.Start(f.stream)
	} else {
		lambda.Start(f.handle)
	}
}

// ownBodies gives the transport a body of its own. The SDK closes its body when the response begins. If the server answers at
// once, the transport may still be about to read the end of the body; it then fails with EOF and closes the connection.
type ownBodies struct{ transport http.RoundTripper }

func (o ownBodies) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body == nil {
		return o.transport.RoundTrip(request)
	}
	body, err := io.ReadAll(request.Body)
	_ = request.Body.Close()
	if err != nil {
		return nil, err
	}
	owned := request.Clone(request.Context())
	owned.Body = io.NopCloser(bytes.NewReader(body))
	return o.transport.RoundTrip(owned)
}

func open(client *http.Client, urls ...string) {
	var opened sync.WaitGroup
	for _, url := range urls {
		opened.Add(1)
		go func() {
			defer opened.Done()
			if response, err := client.Get(url); err == nil {
				_, _ = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
			}
		}()
	}
	opened.Wait()
}

func (f function) handle(
	ctx context.Context, event events.APIGatewayV2HTTPRequest,
) (events.APIGatewayV2HTTPResponse, error) {
	failed := events.APIGatewayV2HTTPResponse{StatusCode: 500}
	request, err := job.Read(event.Body)
	if err != nil {
		return failed, err
	}
	reply, err := f.bedrock.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId: aws.String(job.Model),
		System:  []types.SystemContentBlock{&types.SystemContentBlockMemberText{Value: job.Rules}},
		Messages: []types.Message{{Role: types.ConversationRoleUser,
			Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: request.Prompt()}}}},
		InferenceConfig: &types.InferenceConfiguration{MaxTokens: aws.Int32(8192), Temperature: aws.Float32(0.1)},
	})
	if err != nil {
		return failed, err
	}
	var text strings.Builder
	for _, block := range reply.Output.(*types.ConverseOutputMemberMessage).Value.Content {
		if part, ok := block.(*types.ContentBlockMemberText); ok {
			text.WriteString(part.Value)
		}
	}
	answer, objects, err := job.Result(request, text.String(),
		int(aws.ToInt32(reply.Usage.InputTokens)), int(aws.ToInt32(reply.Usage.OutputTokens)))
	if err != nil {
		return failed, err
	}
	if err := f.store(ctx, objects); err != nil {
		return failed, err
	}
	return events.APIGatewayV2HTTPResponse{StatusCode: 200, Body: string(answer),
		Headers: map[string]string{"Content-Type": "application/json"}}, nil
}

// store writes the objects in parallel.
func (f function) store(ctx context.Context, objects [2]job.Object) error {
	written := make(chan error, len(objects))
	for _, object := range objects {
		go func() {
			_, err := f.s3.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String(f.bucket), Key: aws.String(object.Key),
				ContentType: aws.String(object.ContentType), Body: bytes.NewReader(object.Body)})
			written <- err
		}()
	}
	for range objects {
		if err := <-written; err != nil {
			return err
		}
	}
	return nil
}
