using Mrq.Core.Graph;

namespace Mrq.Emulator;

/// <summary>A variable that operators read and assign by a handle.</summary>
/// <param name="Type">Type of what is assigned to it; null where nothing is.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Offset">Where it lies in the block of all variables.</param>
/// <param name="Start">What its bytes are before anything is assigned.</param>
internal readonly record struct ResourceVariable(ElementType? Type, int Size, int Offset, byte Start);
