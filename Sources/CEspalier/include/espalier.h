/* Espalier: trained trees, scored in process. The C interface of libespalier.
 *
 * A bundle (docs/bundle-format.md) is opened once and predicts for any number of rows, with the bits that the library that
 * trained the model gives:
 *
 *     espalier_error error;
 *     espalier_model *model;
 *     if (espalier_open("models/iris", NULL, &model, &error) != ESPALIER_OK) {
 *         fprintf(stderr, "%s\n", error.message);
 *         return 1;
 *     }
 *     float rows[2][4] = {{5.9f, 3.0f, 5.1f, 1.8f}, {5.1f, 3.5f, 1.4f, NAN}};
 *     double probabilities[2][3];
 *     espalier_predict(model, ESPALIER_FLOAT32, rows, 2, 4, ESPALIER_PREDICTION, ESPALIER_FLOAT64, probabilities, &error);
 *     espalier_close(model);
 *
 * Rows are model inputs: one number per feature, in the order of espalier_feature_name, as the trees compare them. Nothing of
 * the bundle's feature contract is applied to them: a category is its code (its place in the list of the contract, counted
 * from 0), a missing value is NaN, ranges are not looked at. `score` and `serve` take text and apply the contract.
 *
 * Threads. Any number of threads may use one model at the same time. espalier_close must be the last call on it.
 *
 * Errors. Functions that can fail return ESPALIER_OK or a code, and describe a failure in *error, which may be NULL; on
 * success *error is left alone. Bad arguments and damaged bundles are errors; outputs are then not written. What cannot be
 * checked is that pointers point to as much memory as the counts say.
 *
 * The library prints nothing, installs no signal handlers, never ends the process over its input, and needs nothing on the
 * machine but the C library. Symbols and constants that are here stay; structures grow at their ends.
 */
#ifndef ESPALIER_H
#define ESPALIER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of this header. It grows by one with every addition. */
#define ESPALIER_API_VERSION 1

/* What functions return. */
#define ESPALIER_OK 0
#define ESPALIER_INVALID_ARGUMENT 1 /* a null or misaligned pointer, a number out of its range */
#define ESPALIER_BAD_BUNDLE 2       /* damaged, changed, or of a format that this version does not know */
#define ESPALIER_SYSTEM_ERROR 3     /* a system call failed: no such folder, no permission, no more threads */
#define ESPALIER_OUT_OF_MEMORY 4

/* Types of numbers. */
#define ESPALIER_FLOAT32 1
#define ESPALIER_FLOAT64 2

/* What is written for a row. */
#define ESPALIER_PREDICTION 1 /* after the link: a probability, one probability per class, a value */
#define ESPALIER_MARGIN 2     /* the raw sum of the trees */

/* Kinds of features. */
#define ESPALIER_NUMBER 1   /* a number as it is in the data */
#define ESPALIER_CATEGORY 2 /* a code: the place of a category in the contract's list, from 0 */

/* Limits. */
#define ESPALIER_ROW_COUNT_MAX ((int64_t)1 << 32) /* rows of one call */
#define ESPALIER_STRIDE_MAX ((int64_t)1 << 24)    /* elements from one row to the next */
#define ESPALIER_THREADS_MAX 256
#define ESPALIER_MESSAGE_BYTES 1020

/* An open bundle. */
typedef struct espalier_model espalier_model;

/* Why a call failed. */
typedef struct espalier_error {
    int32_t code; /* what the call returned */
    char message[ESPALIER_MESSAGE_BYTES]; /* UTF-8, ends with a zero byte; cut where it is longer */
} espalier_error;

/* How to open a bundle. Zeros mean the defaults. */
typedef struct espalier_open_options {
    /* sizeof(espalier_open_options) as the caller was compiled. Fields that the library does not know must be zero. */
    size_t size;
    /* Threads that share the rows of one large call, the calling thread among them; 0 means 1. They are started when the bundle
     * is opened and sleep between calls. Results do not depend on it. A process made by fork() has only the calling one:
     * open the bundle there again for more. */
    int32_t threads;
    int32_t reserved;
} espalier_open_options;

/* The library's own version, such as "0.1.0". */
const char *espalier_version(void);

/* ESPALIER_API_VERSION of the header that the library was built with. */
int32_t espalier_api_version(void);

/* Opens the bundle at `path`: a folder NAME/VERSION, or a folder NAME, which means its newest version. Checks every file's
 * sha256 and the model's self test; what fails is refused, and so is a kernel that the environment asks for and this CPU lacks
 * (ESPALIER_KERNEL, ESPALIER_PLAN; for measurements). `options` may be NULL. On success *model is to be closed by
 * espalier_close; on failure it is NULL. */
int32_t espalier_open(const char *path, const espalier_open_options *options, espalier_model **model, espalier_error *error);

/* Ends the model's threads and frees it. NULL is allowed. No other call on the model may be going on. */
void espalier_close(espalier_model *model);

/* What was opened. Strings are UTF-8, belong to the model and live until it is closed. A NULL model has 0 of everything and
 * NULL strings, and so has an index that is out of range. */
const char *espalier_model_name(const espalier_model *model);
int64_t espalier_model_version(const espalier_model *model);
/* "binary", "multiclass" or "regression". */
const char *espalier_model_task(const espalier_model *model);
/* The link from margins to predictions, as the manifest names it: "logistic", "softmax", "squared_error", "identity", ... */
const char *espalier_model_objective(const espalier_model *model);
/* ESPALIER_FLOAT32 or ESPALIER_FLOAT64: the width in which the model compares. Rows of float64 are rounded to float32 for a
 * model of float32; rows of float32 are widened without change. */
int32_t espalier_model_input_type(const espalier_model *model);
int64_t espalier_tree_count(const espalier_model *model);
/* Numbers in a row. */
int64_t espalier_feature_count(const espalier_model *model);
const char *espalier_feature_name(const espalier_model *model, int64_t feature);
/* ESPALIER_NUMBER or ESPALIER_CATEGORY. */
int32_t espalier_feature_kind(const espalier_model *model, int64_t feature);
/* Margins, and predictions, of a row: one per class of a multiclass model, one for most others. */
int64_t espalier_output_count(const espalier_model *model);
/* Labels in the order of outputs; of a binary model both, the second being the one whose probability is predicted. 0 for
 * regression. */
int64_t espalier_class_count(const espalier_model *model);
const char *espalier_class_label(const espalier_model *model, int64_t index);

/* Predicts for `row_count` rows (0 is allowed) of `row_type` numbers. Row r begins at element r * row_stride of `rows`;
 * row_stride is at least espalier_feature_count. Nothing outside the rows is read.
 *
 * Writes row_count * espalier_output_count numbers of `output_type` to `outputs`, those of a row side by side: margins or
 * predictions, as `output` says. Margins are exact: a float64 holds what the model's sums hold; a float32 is that, rounded.
 * `outputs` must not overlap `rows`. Pointers are aligned for their numbers. A call of few rows allocates nothing. */
int32_t espalier_predict(
    const espalier_model *model, int32_t row_type, const void *rows, int64_t row_count, int64_t row_stride, int32_t output,
    int32_t output_type, void *outputs, espalier_error *error);

/* The same for columns: `columns` has espalier_feature_count pointers, each to the row_count numbers of one feature, side by
 * side. */
int32_t espalier_predict_columns(
    const espalier_model *model, int32_t column_type, const void *const *columns, int64_t row_count, int32_t output,
    int32_t output_type, void *outputs, espalier_error *error);

/* The leaf that each row reaches in each tree, counted from 0 in each tree as in the library that trained it: row_count *
 * espalier_tree_count numbers, those of a row side by side. Rows as for espalier_predict. */
int32_t espalier_leaf_ids(
    const espalier_model *model, int32_t row_type, const void *rows, int64_t row_count, int64_t row_stride, uint32_t *leaf_ids,
    espalier_error *error);

int32_t espalier_leaf_ids_columns(
    const espalier_model *model, int32_t column_type, const void *const *columns, int64_t row_count, uint32_t *leaf_ids,
    espalier_error *error);

#ifdef __cplusplus
}
#endif

#endif
