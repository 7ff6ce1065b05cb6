// Package job is what both Go functions share: the request, the code in a reply, names and the record.
package job

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

const (
	Model = "us.anthropic.claude-haiku-5-5"
	Rules = "Answer with one fenced code block."
)

var (
	fence = regexp.MustCompile("(?s)```[^\n]*\n(.*?)```")
	other = regexp.MustCompile("[^a-z0-9]+")
)

// Request is the body of a call.
type Request struct {
	Key     string `json:"key"`
	Message string `json:"message"`
}

// Record is what is kept, and answered.
type Record struct {
	Message      string   `json:"message,omitempty"`
	ID           string   `json:"id"`
	Status       string   `json:"status"`
	Request      Request  `json:"request"`
	Code         string   `json:"code"`
	Files        []string `json:"files"`
	InputTokens  int      `json:"inputTokens"`
	OutputTokens int      `json:"outputTokens"`
}

// Object is one of the two writes.
type Object struct {
	Key, ContentType string
	Body             []byte
}

// Read takes the request from an event's body.
func Read(body string) (Request, error) {
	var request Request
	if err := json.Unmarshal([]byte(body), &request); err != nil {
		return request, err
	}
	if request.Key == "" || request.Message == "" {
		return request, errors.New("key and message are required")
	}
	return request, nil
}

// Prompt is what the model is asked.
func (r Request) Prompt() string { return "Write " + r.Key + " code: " + r.Message }

// Result turns a reply into the answer and the two objects.
func Result(request Request, reply string, input, output int) (answer []byte, objects [2]Object, err error) {
	code := reply
	if found := fence.FindStringSubmatch(reply); found != nil {
		code = found[1]
	}
	now := time.Now().UTC()
	random := make([]byte, 4)
	if _, err = rand.Read(random); err != nil {
		return
	}
	id := fmt.Sprintf("%s%03dZ-%s", now.Format("20060102T150405"), now.UnixMilli()%1000, hex.EncodeToString(random))
	key := "code-output/" + id + "-" + other.ReplaceAllString(strings.ToLower(request.Message), "_") + ".py"
	record := Record{ID: id, Status: "succeeded", Request: request, Code: code, Files: []string{key},
		InputTokens: input, OutputTokens: output}
	kept, err := json.Marshal(record)
	if err != nil {
		return
	}
	record.Message = "Code generation complete"
	answer, err = json.Marshal(record)
	objects = [2]Object{
		{key, "text/x-python", []byte(code)},
		{fmt.Sprintf("generations/anonymous/%d-%s.json", 9999999999999-now.UnixMilli(), id), "application/json", kept},
	}
	return
}
