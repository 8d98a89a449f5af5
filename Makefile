# One word for each thing one does with Baton; the work itself is in scripts/.
# Every target installs what it lacks on a bare Debian 12 (scripts/bootstrap.sh) before it starts.

.DEFAULT_GOAL := help
.PHONY: help run test build bench lint format fuzz sim soak clean

help: ## say what there is
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## build, and serve the sample company on http://127.0.0.1:8080
	@scripts/run.sh

test: ## every test; closes with "N passed, N failed"
	@scripts/test.sh

build: ## the binary at build/baton, the web app inside it
	@scripts/build.sh baton

bench: ## the measurements as JSON lines (ONLY=group for one group)
	@ONLY='$(ONLY)' scripts/bench.sh

lint: ## formatting, includes, common mistakes
	@scripts/lint.sh

format: ## put every C++ file into the house's format
	@scripts/format.sh

fuzz: ## the fuzzers (SECONDS=30 each)
	@FUZZ_SECONDS='$(SECONDS)' scripts/fuzz.sh

sim: ## companies under faults, seed by seed, audited (MINUTES=1 or SEEDS=n; SEED=n for one of them)
	@MINUTES='$(MINUTES)' SEEDS='$(SEEDS)' SEED='$(SEED)' BUG='$(BUG)' scripts/sim.sh

soak: ## sanitizers, the simulation, fuzzers, kills and faults, for MINUTES=22 or little more
	@MINUTES='$(MINUTES)' scripts/soak.sh

clean: ## remove what was built (not data/)
	@rm -rf build build-debug build-asan build-tsan
