/* As much of FlatBuffers as it takes to find a layer in a .tflite file: tables with fields, vectors, offsets. Firmware with a runtime has its own. */
#ifndef FLATBUFFER_H_
#define FLATBUFFER_H_

#include <stdint.h>
#include <stddef.h>
#include <string.h>

typedef const unsigned char *place;

static inline uint16_t u16(place at) { return (uint16_t)(at[0] | at[1] << 8); }
static inline uint32_t u32(place at) { return (uint32_t)u16(at) | (uint32_t)u16(at + 2) << 16; }
static inline int32_t i32(place at) { return (int32_t)u32(at); }
static inline float f32(place at) { uint32_t bits = u32(at); float value; memcpy(&value, &bits, sizeof value); return value; }

/* Where an offset leads. */
static inline place follow(place at) { return at + u32(at); }

/* A field of a table; NULL where it has its default. */
static inline place field(place table, int index)
{
    place names = table - i32(table);
    int entry = 4 + 2 * index;
    return entry < u16(names) && u16(names + entry) != 0 ? table + u16(names + entry) : NULL;
}

static inline int32_t int_field(place table, int index) { place at = field(table, index); return at ? i32(at) : 0; }
static inline int8_t byte_field(place table, int index) { place at = field(table, index); return at ? (int8_t)*at : 0; }
static inline place vector_field(place table, int index) { place at = field(table, index); return at ? follow(at) : NULL; }

static inline uint32_t count(place vector) { return vector ? u32(vector) : 0; }
static inline place item(place vector, uint32_t index, uint32_t size) { return vector + 4 + index * size; }
static inline place table_item(place vector, uint32_t index) { return follow(item(vector, index, 4)); }

#endif
