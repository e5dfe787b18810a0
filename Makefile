# Every command that people and CI use. `make help` lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests build library python lint test test-full demo fuzz bench-csv bench-train bench-quality bench-score bench-parity bench-serve bench-serve-setup bench-loadtest bench-loadtest-setup bench-engine bench-engine-setup bench-setup clean

SWIFT ?= swift
BUILD := .build/release
# The products of a release; tests are built beside them with the same flags, so that what is tested is what runs.
PRODUCTS := train score bundle serve loadtest espalier

help: ## this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what the build needs, or print the command that does
	@./.ci/setup

setup-tests: ## the same, and the clients that tests try on the server
	@./.ci/setup tests

build: setup ## build the executables (release)
	@for product in $(PRODUCTS); do $(SWIFT) build -c release --product $$product || exit 1; done

library: setup ## libespalier.so and espalier.h in .build/library
	@./.ci/library

python: setup ## the wheel of the Python package espalier, in .build/python
	@./.ci/python

lint: ## check the formatting of every Swift file
	@$(SWIFT) format lint --strict --parallel --recursive --configuration .swift-format Package.swift Sources Tests Benchmarks

test: setup-tests ## everything that must hold before a commit lands (what CI runs)
	@./.ci/test

test-full: setup-tests ## test, then sanitizers, long simulations, kill loops and fuzzing (by hand: two hours with FUZZ_SECONDS=60)
	@./.ci/test && ./.ci/test-full

demo: setup ## train on real data, score a file, serve, send a prediction and show it
	@./.ci/demo

fuzz: setup ## fuzz one parser: make fuzz TARGET=FuzzCSV SECONDS_MAX=600
	@./.ci/fuzz "$(TARGET)" "$(or $(SECONDS_MAX),600)"

bench-setup: setup ## the Python environment of the benchmarks, cached under .build
	@./Benchmarks/setup

bench-csv: bench-setup ## reading CSV and NDJSON beside pandas
	@./Benchmarks/csv/run

bench-train: bench-setup ## training time beside LightGBM and XGBoost
	@./Benchmarks/train/run

bench-quality: bench-setup ## held-out quality beside LightGBM, XGBoost and CatBoost on the real data sets
	@./Benchmarks/quality/run

bench-score: bench-setup ## batch scoring beside pandas, polars and LightGBM: time, memory, bits, a killed run; GIGABYTES=5 REPS=5
	@./Benchmarks/score/run

bench-parity: bench-setup ## imported models beside XGBoost's and LightGBM's own margins; MODELS=FOLDER of made models
	@./Benchmarks/parity/run

bench-serve-setup: setup ## what bench-serve needs: wrk, nginx, the peers' environment (once, minutes)
	@./Benchmarks/serve/setup

bench-serve: bench-serve-setup ## serve beside nginx, a C floor, FastAPI and MLServer, line by line; LINES_ONLY=nginx,open; QUICK=1 for the first three
	@./Benchmarks/serve/run

bench-loadtest-setup: setup ## what bench-loadtest needs: wrk, hey, Locust, the C floor (once)
	@./Benchmarks/loadtest/setup

bench-loadtest: bench-loadtest-setup ## loadtest beside wrk, hey and Locust, and on a server whose stalls are known
	@./Benchmarks/loadtest/run

bench-engine-setup: setup ## what bench-engine needs: the peers, models, what compiles them (once, half an hour; MODELS=a,c for some)
	@./Benchmarks/engine/setup

bench-engine: setup ## ns per row beside the engines that load the same models; MODELS=a,c QUICK=1 for a first look
	@./Benchmarks/engine/run

clean: ## remove everything that was built
	@rm -rf .build
