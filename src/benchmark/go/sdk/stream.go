package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"benchmark/job"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

// stream answers with server-sent events while the model writes.
func (f function) stream(
	ctx context.Context, event events.LambdaFunctionURLRequest,
) (*events.LambdaFunctionURLStreamingResponse, error) {
	request, err := job.Read(event.Body)
	if err != nil {
		return nil, err
	}
	body, writer := io.Pipe()
	go func() { writer.CloseWithError(f.write(ctx, request, writer)) }()
	return &events.LambdaFunctionURLStreamingResponse{StatusCode: 200, Body: body,
		Headers: map[string]string{"Content-Type": "text/event-stream"}}, nil
}

func (f function) write(ctx context.Context, request job.Request, out io.Writer) error {
	if err := send(out, "started", map[string]string{"status": "running", "language": request.Key}); err != nil {
		return err
	}
	reply, err := f.bedrock.ConverseStream(ctx, &bedrockruntime.ConverseStreamInput{
		ModelId: aws.String(job.Model),
		System:  []types.SystemContentBlock{&types.SystemContentBlockMemberText{Value: job.Rules}},
		Messages: []types.Message{{Role: types.ConversationRoleUser,
			Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: request.Prompt()}}}},
		InferenceConfig: &types.InferenceConfiguration{MaxTokens: aws.Int32(8192), Temperature: aws.Float32(0.1)},
	})
	if err != nil {
		return err
	}
	pieces := reply.GetStream()
	defer pieces.Close()
	var text strings.Builder
	var usage types.TokenUsage
	for piece := range pieces.Events() {
		switch event := piece.(type) {
		case *types.ConverseStreamOutputMemberContentBlockDelta:
			if part, ok := event.Value.Delta.(*types.ContentBlockDeltaMemberText); ok {
				text.WriteString(part.Value)
				if err := send(out, "text", map[string]string{"text": part.Value}); err != nil {
					return err
				}
			}
		case *types.ConverseStreamOutputMemberMetadata:
			usage = *event.Value.Usage
		}
	}
	if err := pieces.Err(); err != nil {
		return err
	}
	answer, objects, err := job.Result(request, text.String(),
		int(aws.ToInt32(usage.InputTokens)), int(aws.ToInt32(usage.OutputTokens)))
	if err != nil {
		return err
	}
	if err := f.store(ctx, objects); err != nil {
		return err
	}
	return send(out, "completed", json.RawMessage(answer))
}

// send writes one event at once.
func send(out io.Writer, kind string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "event: %s\ndata: %s\n\n", kind, data)
	return err
}
