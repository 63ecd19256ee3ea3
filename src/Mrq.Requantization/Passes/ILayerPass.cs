namespace Mrq.Requantization.Passes;

/// <summary>A step on the way of one layer to its integers.</summary>
internal interface ILayerPass
{
    /// <summary>Its name for whoever switches or times it.</summary>
    string Name { get; }

    LayerState Run(LayerState state, ConversionContext context);
}
