PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: run test lint bench bench-archive bench-crash bench-extract bench-frontier bench-memory bench-room bench-search bench-stalls flips kills properties wordpress fuzz train lock goldens floors pictures clean

run: $(VENV)/.run
	@$(BIN)/scrape demo demo.db

# Compiled modules are kept, also where the environment says not to: else each process makes them anew.
test: $(VENV)/.dev
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n 2 --dist worksteal

# All the examples of each property; `make test` gives it a quarter of them.
properties: $(VENV)/.dev
	@$(BIN)/pytest -n 2 --dist worksteal --hypothesis-profile thorough

lint: $(VENV)/.dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: .tools/bench/.ready .tools/bench-crawlee/.ready
	@.tools/bench/bin/python -m benchmarks.crawl --scrapy .tools/bench/bin/python --crawlee .tools/bench-crawlee/bin/python \
	    $(if $(SITE),--site $(SITE)) $(if $(PAGES),--pages $(PAGES)) $(if $(CONCURRENCY),--concurrency $(CONCURRENCY))

bench-archive: .tools/bench-archive/.ready
	@.tools/bench-archive/bin/python -m benchmarks.archive $(or $(DATA),$(error set DATA=/path/to/pages-of-one-site))

bench-extract: .tools/bench-extract/.ready
	@.tools/bench-extract/bin/python -m benchmarks.extract $(or $(DATA),$(error set DATA=/path/to/labelled-pages))

bench-frontier: .tools/bench/.ready
	@.tools/bench/bin/python -m benchmarks.frontier --plot docs/frontier.svg

kills: $(VENV)/.dev
	@$(BIN)/python -m benchmarks.kills $(or $(SITE),$(error set SITE=http://... ARTICLES=N)) $(ARTICLES) --kills $(or $(KILLS),500)

wordpress: $(VENV)/.dev
	@$(BIN)/python -m benchmarks.wordpress

bench-search: $(VENV)/.dev
	@$(BIN)/python -m benchmarks.search --articles $(or $(ARTICLES),100000) --plots docs/plots

bench-memory: .tools/bench/.ready
	@.tools/bench/bin/python -m benchmarks.memory

bench-room: $(VENV)/.dev
	@$(BIN)/python -m benchmarks.room --articles $(or $(ARTICLES),100000) $(if $(ARCHIVE),--archive $(ARCHIVE))

bench-crash: $(VENV)/.dev
	@$(BIN)/python -m benchmarks.crash

bench-stalls: $(VENV)/.dev
	@$(BIN)/python -m benchmarks.stalls --minutes $(or $(MINUTES),10)

flips: $(VENV)/.dev
	@$(BIN)/python -m benchmarks.flips

fuzz: $(VENV)/.dev
	@nice -n 19 $(BIN)/python -m benchmarks.fuzz --minutes $(or $(MINUTES),60) $(if $(DATA),--data $(DATA))

train: .tools/train/.ready
	@.tools/train/bin/python -m training.train $(DATA)

goldens: $(VENV)/.dev
	@$(BIN)/python -m tests.goldens

pictures: $(VENV)/.dev
	@$(BIN)/pytest -m slow tests/browser/test_pictures.py

floors: $(VENV)/.dev
	@$(BIN)/python -m tests.test_floors

lock:
	$(PYTHON) -m venv .tools
	.tools/bin/pip install -q uv
	.tools/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	    --group build pyproject.toml -o requirements.lock
	.tools/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
	    --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .tools dist build demo.db demo.db-wal demo.db-shm .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11" >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "error: this Python has no venv; on Debian: apt install python3-venv" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.tools/bench/.ready: benchmarks/requirements.txt requirements.lock
	@$(PYTHON) -m venv .tools/bench
	@.tools/bench/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@.tools/bench/bin/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@.tools/bench/bin/pip install -q --disable-pip-version-check -r benchmarks/requirements.txt
	@touch $@

.tools/bench-archive/.ready: benchmarks/requirements-archive.txt requirements.lock
	@$(PYTHON) -m venv .tools/bench-archive
	@.tools/bench-archive/bin/pip install -q --disable-pip-version-check -r benchmarks/requirements-archive.txt
	@.tools/bench-archive/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@.tools/bench-archive/bin/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.tools/bench-crawlee/.ready: benchmarks/requirements-crawlee.txt
	@$(PYTHON) -m venv .tools/bench-crawlee
	@.tools/bench-crawlee/bin/pip install -q --disable-pip-version-check -r benchmarks/requirements-crawlee.txt
	@touch $@

.tools/bench-extract/.ready: benchmarks/requirements-extract.txt requirements.lock
	@$(PYTHON) -m venv .tools/bench-extract
	@.tools/bench-extract/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@.tools/bench-extract/bin/pip install -q --disable-pip-version-check -r benchmarks/requirements-extract.txt
	@touch $@

.tools/train/.ready: training/requirements.txt requirements.lock
	@$(PYTHON) -m venv .tools/train
	@.tools/train/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@.tools/train/bin/pip install -q --disable-pip-version-check -r training/requirements.txt
	@touch $@
