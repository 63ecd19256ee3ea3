using System.Collections.Immutable;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>The zero points of a tensor, with the smallest and the largest: many tensors may share one vector, which is looked through once.</summary>
internal sealed record ZeroPointVector(ImmutableArray<long> Values, long Smallest, long Largest);
