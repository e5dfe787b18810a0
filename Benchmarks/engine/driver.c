/* The loop in C that calls libespalier, as the peers' cdriver.c calls their entry points: `calls` calls of `batch` rows each, walking
 * through the rows so that consecutive calls see different ones. compare.py builds it and passes the function of the library that it loaded. */
#include <espalier.h>
#include <stddef.h>
#include <time.h>

typedef int32_t (*predict_function)(
    const espalier_model *, int32_t, const void *, int64_t, int64_t, int32_t, int32_t, void *, espalier_error *);

static double nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e9 + now.tv_nsec;
}

/* The wall time of the calls in *elapsed. Each call writes over what the one before it wrote. */
int32_t drive(predict_function predict, const espalier_model *model, int32_t row_type, const void *rows, int64_t row_count,
              int64_t feature_count, int64_t batch, int64_t calls, int32_t output_type, void *outputs, double *elapsed,
              espalier_error *error) {
  const size_t step = (size_t)(batch * feature_count) * (row_type == ESPALIER_FLOAT64 ? 8 : 4);
  const int64_t positions = row_count / batch;
  int64_t position = 0;
  const double begun = nanoseconds();
  for (int64_t call = 0; call < calls; call++) {
    const int32_t code = predict(model, row_type, (const char *)rows + (size_t)position * step, batch, feature_count,
                                 ESPALIER_PREDICTION, output_type, outputs, error);
    if (code != ESPALIER_OK) return code;
    if (++position == positions) position = 0;
  }
  *elapsed = nanoseconds() - begun;
  return ESPALIER_OK;
}

/* The margins of all rows, `batch` rows a call and what is left over in the last. */
int32_t all_margins(predict_function predict, const espalier_model *model, int32_t row_type, const void *rows, int64_t row_count,
                    int64_t feature_count, int64_t output_count, int64_t batch, double *margins, espalier_error *error) {
  const size_t width = row_type == ESPALIER_FLOAT64 ? 8 : 4;
  for (int64_t row = 0; row < row_count; row += batch) {
    const int64_t count = row_count - row < batch ? row_count - row : batch;
    const int32_t code = predict(model, row_type, (const char *)rows + (size_t)(row * feature_count) * width, count, feature_count,
                                 ESPALIER_MARGIN, ESPALIER_FLOAT64, margins + row * output_count, error);
    if (code != ESPALIER_OK) return code;
  }
  return ESPALIER_OK;
}
