"""A client generated from the description makes the main calls; mypy checks the same lines against its types."""

import os
import unittest
import zipfile

from code_generation_client import Client
from code_generation_client.api.default import archive, delete, file, generate, generation, generations, models
from code_generation_client.models import (
    GenerationAccepted,
    GenerationAnswer,
    GenerationList,
    GenerationRecord,
    Instruction,
    ModelList,
    Problem,
    ProblemCode,
    SourceFile,
    Status,
)
from code_generation_client.types import File


class GeneratedClientTest(unittest.TestCase):
    def setUp(self) -> None:
        client = Client(base_url=os.environ["API"], raise_on_unexpected_status=True)
        self.client = self.enterContext(client)

    def generate(self, message: str) -> GenerationAnswer:
        answer = generate.sync(client=self.client, body=Instruction(key="python", message=message))
        assert isinstance(answer, GenerationAnswer), answer
        return answer

    def test_generates_and_reads_the_record_the_list_and_the_file(self) -> None:
        answer = self.generate("implement binary search")
        self.assertEqual("Code generation complete", answer.message)
        self.assertIn("def binary_search", answer.code or "")
        self.assertIsNone(answer.previous)

        record = generation.sync(answer.id, client=self.client)
        assert isinstance(record, GenerationRecord), record
        self.assertEqual(Status.SUCCEEDED, record.status)
        self.assertEqual(answer.code, record.code)
        self.assertEqual("implement binary search", record.request.message)
        self.assertIsNone(record.request.max_tokens)

        page = generations.sync(client=self.client, language="python", status=Status.SUCCEEDED, limit=1)
        assert isinstance(page, GenerationList), page
        self.assertEqual([answer.id], [item.id for item in page.items])

        content = file.sync(answer.id, answer.files[0].name, client=self.client)
        assert isinstance(content, File), content
        self.assertEqual((answer.code or "").encode(), content.payload.read())

    def test_changes_a_generation_and_files_and_downloads_the_archive(self) -> None:
        first = self.generate("implement binary search")
        notes = SourceFile(name="docs/größe.md", content="# Größe\n")
        body = Instruction(previous=first.id, message="add type hints", files=[notes])
        answer = generate.sync(client=self.client, body=body)
        assert isinstance(answer, GenerationAnswer), answer
        self.assertEqual(first.id, answer.previous)
        self.assertEqual("python", answer.language)

        record = generation.sync(answer.id, client=self.client)
        assert isinstance(record, GenerationRecord), record
        self.assertEqual(first.id, record.request.previous)
        size = len(notes.content.encode())
        self.assertEqual([(notes.name, size)], [(sent.name, sent.bytes_) for sent in record.request.files])
        page = generations.sync(client=self.client, limit=1)
        assert isinstance(page, GenerationList), page
        self.assertEqual(first.id, page.items[0].previous)

        content = archive.sync(answer.id, client=self.client)
        assert isinstance(content, File), content
        with zipfile.ZipFile(content.payload) as files:
            self.assertIsNone(files.testzip())
            self.assertEqual([stored.name for stored in answer.files], files.namelist())
            self.assertEqual(notes.content.encode(), files.read(notes.name))
            self.assertIn(first.files[0].name, files.namelist())

    def test_follows_the_list_to_its_end(self) -> None:
        wanted = {self.generate(f"count to {number}").id for number in range(3)}
        page = generations.sync(client=self.client, limit=2)
        found = []
        while isinstance(page, GenerationList):
            found += [item.id for item in page.items]
            if page.next_cursor is None:
                break
            page = generations.sync(client=self.client, limit=2, cursor=page.next_cursor)
        self.assertLessEqual(wanted, set(found))

    def test_reads_a_job_before_and_after_its_end(self) -> None:
        instruction = Instruction(language="python", instructions="sum", model="fault-slow")
        accepted = generate.sync(client=self.client, body=instruction, prefer="respond-async")
        assert isinstance(accepted, GenerationAccepted), accepted

        record = generation.sync(accepted.id, client=self.client)
        assert isinstance(record, GenerationRecord), record
        self.assertIn(record.status, (Status.QUEUED, Status.RUNNING))
        self.assertIsNone(record.code)
        self.assertIsNone(record.completed_at)

        self.assertIsNone(delete.sync(accepted.id, client=self.client))

    def test_reads_problems(self) -> None:
        problem = generate.sync(client=self.client, body=Instruction(key="pyton", message="sum"))
        assert isinstance(problem, Problem), problem
        self.assertEqual(ProblemCode.UNSUPPORTED_LANGUAGE, problem.code)
        self.assertEqual(["python"], problem.suggestions)

        instruction = Instruction(key="python", message="sum", model="fault-storage")
        unstored = generate.sync(client=self.client, body=instruction)
        assert isinstance(unstored, Problem), unstored
        self.assertEqual(ProblemCode.STORAGE_FAILED, unstored.code)
        assert unstored.generation, unstored
        self.assertTrue(unstored.generation.code)

    def test_chooses_the_default_model(self) -> None:
        offer = models.sync(client=self.client)
        assert isinstance(offer, ModelList), offer
        self.assertEqual(["sample"], [model.id for model in offer.models if model.default])


if __name__ == "__main__":
    unittest.main()
