namespace Mrq.Requantization.Passes;

/// <summary>A step on the way of one layer to its integers.</summary>
internal interface ILayerPass : IConversionPass<LayerState>;
