namespace Mrq.Requantization.Layers;

/// <summary>Rows of weights that are multiplied with the same inputs: all rows of a dense layer, those of one channel of a depthwise one.</summary>
/// <param name="Rows">Output channels.</param>
/// <param name="Inputs">For each weight of a row the index into the layer's input windows.</param>
internal sealed record RowGroup(int[] Rows, int[] Inputs);
