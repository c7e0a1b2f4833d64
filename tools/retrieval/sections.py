#!/usr/bin/env python3
"""Keyword recall@1 where several paragraphs stand in one section of a vault.

  tools/retrieval/sections.py XQUAD.json CHROMA_URL PROGRAM.dll [PROGRAM.dll ...]

Paragraphs of XQuAD (https://github.com/google-deepmind/xquad) go into Markdown files with one `##` section each, N to a
section, in their order or shuffled. A question counts as answered when the first hit's section holds its paragraph. Each
program indexes a vault into a data directory and a collection of its own.
"""
import json, os, random, subprocess, sys, tempfile, urllib.parse, urllib.request

questions_of, chroma, programs = sys.argv[1], sys.argv[2], sys.argv[3:]
articles = json.load(open(questions_of))["data"]


def make_vault(folder, per_section, shuffled):
    """Writes the files; gives (question, id of the section with its paragraph) of each question."""
    asked = []
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    if shuffled:
        random.Random(7).shuffle(paragraphs)
    for first in range(0, len(paragraphs), per_section):
        some = paragraphs[first:first + per_section]
        name = f"file-{first // per_section}.md"
        asked += [(qa["question"], f"{name}#part") for paragraph in some for qa in paragraph["qas"]]
        with open(os.path.join(folder, name), "w") as file:
            file.write("## part\n\n" + "\n\n".join(paragraph["context"].strip() for paragraph in some) + "\n")
    return asked


def get(url):
    return json.load(urllib.request.urlopen(url))


def recall(program, per_section, shuffled):
    with tempfile.TemporaryDirectory() as folder:
        vault = os.path.join(folder, "vault")
        os.mkdir(vault)
        asked = make_vault(vault, per_section, shuffled)
        settings = dict(os.environ, CHROMA_URL=chroma, ORACLE_EMBEDDING_PROVIDER="hash", Oracle__Chroma__Collection=os.path.basename(folder).replace("_", "x"))
        host = subprocess.Popen(["dotnet", program, "serve", "--data-dir", os.path.join(folder, "data"), "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=settings)
        try:
            at = host.stdout.readline().decode().split()[1]
            with open(os.path.join(folder, "data", "cli.secret")) as file:
                owner = file.read()
            body = json.dumps({"paths": [vault]}).encode()
            urllib.request.urlopen(urllib.request.Request(at + "/api/index", body, {"Content-Type": "application/json", "X-Oracle-Local": owner})).read()
            right = 0
            for question, section in asked:
                hits = get(f"{at}/api/search?mode=fts&limit=1&q={urllib.parse.quote(question)}")["results"]
                right += bool(hits) and (hits[0].get("section_id") or hits[0]["id"]) == section
            return right, len(asked), get(at + "/api/stats")["total"]
        finally:
            host.terminate()
            host.wait()


for shuffled in (False, True):
    for per_section in (5, 10):
        for program in programs:
            right, asked, documents = recall(program, per_section, shuffled)
            print(f"{per_section} paragraphs a section, {'shuffled' if shuffled else 'in order'}: {right / asked:.3f} ({right} of {asked}; {documents} documents)  {program}", flush=True)
