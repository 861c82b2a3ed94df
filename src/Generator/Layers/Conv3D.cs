namespace Unrolled.Generator.Layers;

/// <summary>
/// <c>y[f,s,r,c] = b[f] + Σ x[k, s·s′+h·d-p, r·s′+i·d-p, c·s′+j·d-p]·w[f,k,h,i,j]</c> with strides s′; see <see cref="Convolution"/>.
/// </summary>
internal sealed class Conv3D() : Convolution(WindowAxis.Volume);
