<?php
// Edit, delete, rename and add; print what was done to which addresses, as JSON.
require __DIR__ . '/wp-load.php';
$posts = get_posts(['numberposts' => -1, 'orderby' => 'ID', 'order' => 'ASC']);
$text = str_repeat("<p>Written anew: the dike at the river held, and so did the lock beside it.</p>\n", 12);
$done = ['edited' => [], 'deleted' => [], 'renamed' => [], 'new' => []];
foreach ([3, 50, 120, 201, 295] as $place) {
    $post = $posts[$place % count($posts)];
    wp_update_post(['ID' => $post->ID, 'post_content' => $text]);
    $done['edited'][] = get_permalink($post->ID);
}
foreach ([10, 130, 250, 298] as $place) {
    $post = $posts[$place % count($posts)];
    $done['deleted'][] = get_permalink($post->ID);
    wp_delete_post($post->ID, true);
}
foreach ([20, 140, 260] as $place) {
    $post = $posts[$place % count($posts)];
    $old = get_permalink($post->ID);
    wp_update_post(['ID' => $post->ID, 'post_name' => "renamed-$place"]);
    $done['renamed'][$old] = get_permalink($post->ID);
}
foreach (range(1, 6) as $number) {
    $id = wp_insert_post(['post_status' => 'publish', 'post_title' => "Fresh news $number", 'post_content' => $text]);
    $done['new'][] = get_permalink($id);
}
echo json_encode($done), "\n";
