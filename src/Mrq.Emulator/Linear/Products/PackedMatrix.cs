namespace Mrq.Emulator.Linear.Products;

/// <summary>A matrix of weights as a product of one instruction set reads it.</summary>
/// <param name="Words">[panel][word][channel], see <see cref="WeightMatrix"/>.</param>
/// <param name="Initial">What each channel's sum starts from, to the end of the last panel.</param>
/// <param name="Excess">What was taken off each weight.</param>
internal readonly record struct PackedMatrix(int[] Words, int[] Initial, int Excess);
