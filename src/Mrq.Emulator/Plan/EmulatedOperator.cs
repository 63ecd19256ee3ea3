using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Emulator;

/// <summary>One line of the emulator's coverage.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Inputs">Types of the inputs that choose the kernel; further ones (bias, axes, shapes) are checked by it.</param>
/// <param name="Output">Type of the first output; null for an operator without outputs.</param>
/// <param name="IsVectorized">Whether there is also a vectorized kernel, for the shapes that it serves.</param>
public sealed record EmulatedOperator(string Operator, ImmutableArray<ElementType> Inputs, ElementType? Output, bool IsVectorized);
