package scores

import "arus/score/win"

// LayerView is how a curve did that was tried over all that the champion says.
type LayerView struct {
	Kind    string  `json:"kind" enum:"level,beta,isotonic" doc:"level moves all chances by the same, as the last thirteen weeks ask for; beta and isotonic are calibrators"`
	Outcome string  `json:"outcome" enum:"stands,not_better,too_few,surpassed" doc:"stands: what came later was said better by more than a standard error; surpassed: it was, and by the next one more so; too_few: not 300 deals to fit beta to, or 5,000 for isotonic"`
	Deals   int     `json:"deals" doc:"It is fitted to: those that closed in the last thirteen weeks; of a calibrator, closed deals that no model had seen"`
	Judged  int     `json:"n" doc:"Deals that closed later than all it was fitted to, and that it was judged by"`
	Without float64 `json:"log_loss_without" doc:"By moment of a deal; 0 where nothing was judged"`
	With    float64 `json:"log_loss"`
	Error   float64 `json:"standard_error" doc:"Of the difference"`
}

func layerViews(layers []win.Layer) []LayerView {
	views := make([]LayerView, len(layers))
	for i := range layers {
		l := &layers[i]
		outcome := "not_better"
		switch {
		case l.Stands:
			outcome = "stands"
		case l.Judged == 0:
			outcome = "too_few"
		case l.Helps():
			outcome = "surpassed"
		}
		views[i] = LayerView{string(l.Kind), outcome, l.Deals, l.Judged, l.Without, l.With, l.Error}
	}
	return views
}
